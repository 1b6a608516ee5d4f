{{/* The graph: what Serve is told, what its processes are told, and the pods of head and workers. */}}

{{/*
serve_graph/serve_config.yaml (files/serve_config.yaml is a link to it) with what differs in a
cluster: port, a proxy on each node, models, placement and first replicas. A stage that lives in
another's replicas has no deployment of its own.
*/}}
{{- define "civicconnect.graph.serve" -}}
{{- $ray := .Values.ray -}}
{{- $serve := fromYaml (.Files.Get "files/serve_config.yaml") -}}
{{- $_ := set $serve "proxy_location" "EveryNode" -}}
{{- $_ := set $serve.http_options "host" "0.0.0.0" -}}
{{- $_ := set $serve.http_options "port" 8100 -}}
{{- $application := first $serve.applications -}}
{{- $args := dict "models" $ray.models -}}
{{- with $ray.placement -}}{{- $_ := set $args "placement" . -}}{{- end -}}
{{- $_ := set $application "args" $args -}}
{{- $deployments := list -}}
{{- range $application.deployments -}}
{{- if not (hasKey $ray.placement .name) -}}
{{- if hasKey $ray.replicas .name -}}{{- $_ := set . "num_replicas" (int (get $ray.replicas .name)) -}}{{- end -}}
{{- $deployments = append $deployments . -}}
{{- end -}}
{{- end -}}
{{- $_ := set $application "deployments" $deployments -}}
{{- toYaml $serve -}}
{{- end -}}

{{/* The names of all deployments, one a line. */}}
{{- define "civicconnect.graph.stages" -}}
{{- range (first (fromYaml (include "civicconnect.graph.serve" .)).applications).deployments }}
{{ .name }}
{{- end }}
{{- end -}}

{{/* What the graph's processes are told; the reasons for RAY_… stand in serve_config.yaml. */}}
{{- define "civicconnect.graph.config" -}}
HOME: /tmp
RAY_AUTH_MODE: token
RAY_SERVE_CONTROL_LOOP_INTERVAL_S: "0.5"
RAY_SERVE_THROUGHPUT_OPTIMIZED: "1"
RAY_USAGE_STATS_ENABLED: "0"
RAY_agent_register_timeout_ms: "120000"
RAY_worker_niceness: "0"
CIVIC_CALLBACK_URL: http://{{ include "civicconnect.name" (list . "web") }}:8000
{{- with .Values.gemini.baseUrl }}
CIVIC_GEMINI_BASE_URL: {{ . | quote }}
{{- end }}
CIVIC_GRAPH_JUDGE_MODEL: {{ .Values.gemini.judgeModel | quote }}
CIVIC_GRAPH_JUDGE_TIMEOUT_S: {{ .Values.gemini.judgeTimeoutSeconds | quote }}
CIVIC_QDRANT_URL: {{ .Values.qdrant.url | quote }}
{{- end -}}

{{/* The Secret with Ray's token, and the one with the password of its Redis. */}}
{{- define "civicconnect.ray.token" -}}
{{- .Values.ray.token.existingSecret | default (include "civicconnect.name" (list . "graph-token")) -}}
{{- end -}}
{{- define "civicconnect.gcs.secret" -}}
{{- .Values.ray.gcs.existingSecret | default (include "civicconnect.name" (list . "graph-gcs")) -}}
{{- end -}}

{{/*
A pod of the graph: (dict "root" . "component" "graph-head" "container" "ray-head" "resources" {…}
"alive" {path, port} "ready" {path, port}, where a Service asks it, "command" [...] "args" [...]).
*/}}
{{- define "civicconnect.graph.pod" -}}
{{- $root := .root -}}
{{- $ray := $root.Values.ray -}}
{{- $isPlain := eq $ray.mode "plain" -}}
metadata:
  {{- include "civicconnect.pod.metadata" (dict "root" $root "component" .component "port" 8080 "reads" "graph" "annotations" $ray.podAnnotations) | nindent 2 }}
spec:
  {{- if or $isPlain (ne .component "graph-head") }}
  # (KubeRay gives the head of an autoscaling cluster an account and a token.)
  automountServiceAccountToken: false
  {{- end }}
  {{- include "civicconnect.pod.placement" (list $root .component $ray.graceSeconds) | nindent 2 }}
  containers:
    - name: {{ .container }}
      image: {{ include "civicconnect.image" (list $root "graph") }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      {{- with .command }}
      command:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .args }}
      args:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "civicconnect.security.container" $root | nindent 8 }}
      envFrom:
        - configMapRef:
            name: {{ include "civicconnect.name" (list $root "graph") }}
      env:
        - name: POD_IP
          valueFrom:
            fieldRef:
              fieldPath: status.podIP
        {{- if $isPlain }}
        - name: RAY_AUTH_TOKEN_PATH
          value: /run/secrets/ray/auth_token
        {{- end }}
        {{- include "civicconnect.secrets.env" (list $root "graph") | trim | nindent 8 }}
        {{- with $ray.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        {{- if eq .component "graph-head" }}
        - {name: gcs-server, containerPort: 6379, protocol: TCP}
        - {name: dashboard, containerPort: 8265, protocol: TCP}
        {{- end }}
        - {name: metrics, containerPort: 8080, protocol: TCP}
        - {name: serve, containerPort: 8100, protocol: TCP}
      startupProbe:
        httpGet: {{ toJson .alive }}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 60
      # Is this node of Ray a member of its cluster?
      livenessProbe:
        httpGet: {{ toJson .alive }}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 12
      {{- with .ready }}
      readinessProbe:
        httpGet: {{ toJson . }}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 3
      {{- end }}
      lifecycle:
        preStop:
          exec:
            # No new questions come; those that a model still thinks about are answered.
            command: [sleep, {{ $ray.drainSeconds | quote }}]
      resources:
        {{- toYaml .resources | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
        - name: shm
          mountPath: /dev/shm
        - name: secrets
          mountPath: /run/secrets/civic
          readOnly: true
        {{- if $isPlain }}
        - name: token
          mountPath: /run/secrets/ray
          readOnly: true
        - name: serve
          mountPath: /etc/civic
          readOnly: true
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: 4Gi
    - name: shm
      emptyDir:
        medium: Memory
        sizeLimit: 512Mi
    - {{ include "civicconnect.secrets.volume" (list $root "graph") | nindent 6 | trim }}
    {{- if $isPlain }}
    - name: token
      secret:
        secretName: {{ include "civicconnect.ray.token" $root }}
        defaultMode: 0440
        items:
          - {key: auth_token, path: auth_token}
    - name: serve
      configMap:
        name: {{ include "civicconnect.name" (list $root "graph-serve") }}
    {{- end }}
{{- end -}}
