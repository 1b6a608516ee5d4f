{{/* Django's processes: one image, one configuration, one shape of Deployment. */}}

{{/* Everything Django is told that is no secret and the same in each pod. */}}
{{- define "civicconnect.django.config" -}}
{{- $config := .Values.config -}}
DJANGO_SETTINGS_MODULE: django_core.config.settings
PYTHONUNBUFFERED: "1"
CIVIC_API_BASIC_AUTH: {{ $config.apiBasicAuth | quote }}
CIVIC_BEAT_SENDS: "false"
CIVIC_COOKIES_SECURE: {{ $config.cookiesSecure | quote }}
CIVIC_DASHBOARDS_URL: {{ $config.dashboardsUrl | quote }}
CIVIC_DATABASE_APP_ROLE: {{ .Values.database.appRole | quote }}
CIVIC_DATABASE_POOL_MAX: {{ .Values.database.poolMax | quote }}
CIVIC_DEBUG: "false"
CIVIC_DEV_INBOX: {{ $config.devInbox | quote }}
CIVIC_ESKIZ_SENDER: {{ .Values.sms.sender | quote }}
CIVIC_ESKIZ_URL: {{ .Values.sms.url | quote }}
{{- if .Values.files.s3.bucket }}
CIVIC_FILES_S3_BUCKET: {{ .Values.files.s3.bucket | quote }}
CIVIC_FILES_S3_ENDPOINT: {{ .Values.files.s3.endpoint | quote }}
CIVIC_FILES_S3_REGION: {{ .Values.files.s3.region | quote }}
{{- else }}
CIVIC_FILES_DIR: /var/lib/civic/files
{{- end }}
CIVIC_GRAPH_URL: http://{{ include "civicconnect.graph.service" . }}:8100
CIVIC_LIVE_SOCKETS_PER_ADDRESS: {{ $config.socketsPerAddress | quote }}
CIVIC_LIVE_SOCKETS_PER_PERSON: {{ $config.socketsPerPerson | quote }}
CIVIC_LOG_LEVEL: {{ $config.logLevel | quote }}
CIVIC_METRICS_DIR: /tmp/metrics
CIVIC_MFA_REQUIRED: {{ $config.mfaRequired | quote }}
CIVIC_NOTIFY_BY: {{ join "," $config.notifyBy | quote }}
CIVIC_PROXIES: {{ include "civicconnect.django.proxies" . | quote }}
CIVIC_PUBLIC_URL: {{ .Values.publicUrl | quote }}
CIVIC_RATE_PER_ADDRESS: {{ $config.ratePerAddress | quote }}
CIVIC_RATE_PER_PERSON: {{ $config.ratePerPerson | quote }}
CIVIC_SMS_DAILY_MAX: {{ .Values.sms.dailyMax | quote }}
CIVIC_SMS_ENABLED: {{ .Values.sms.enabled | quote }}
CIVIC_SMS_TRANSPORT: {{ .Values.sms.transport | quote }}
CIVIC_TELEGRAM_API_URL: {{ .Values.telegram.apiUrl | quote }}
CIVIC_TELEGRAM_LINK_URL: {{ .Values.telegram.linkUrl | quote }}
CIVIC_TRUSTED_ORIGINS: {{ prepend $config.trustedOrigins .Values.publicUrl | uniq | join "," | quote }}
CIVIC_WORKER_CONCURRENCY: {{ .Values.worker.concurrency | quote }}
{{- end -}}

{{/* The Ingress and the frontend's door are one proxy each. */}}
{{- define "civicconnect.django.proxies" -}}
{{- if kindIs "invalid" .Values.config.proxies -}}
{{- and .Values.ingress.enabled (eq .Values.frontend.door "frontend") | ternary 2 1 -}}
{{- else -}}
{{- .Values.config.proxies -}}
{{- end -}}
{{- end -}}

{{/* The kubelet and Prometheus ask a pod by its address, so that each pod answers to its own. */}}
{{- define "civicconnect.django.hosts" -}}
{{- $web := include "civicconnect.name" (list . "web") -}}
{{- $service := printf "%s.%s.svc" $web .Release.Namespace -}}
{{- concat (list (include "civicconnect.host" .)) .Values.config.allowedHosts (list $web $service "localhost" "$(POD_IP)") | uniq | join "," -}}
{{- end -}}

{{/* A Deployment: (dict "root" . "component" "web" "port" 8000 "stop" 5 "strategy" {…}). */}}
{{- define "civicconnect.django.deployment" -}}
{{- $root := .root -}}
{{- $own := get $root.Values .component -}}
{{- $hears := has .component (list "web" "sockets") -}}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "civicconnect.name" (list $root .component) }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "civicconnect.labels" (list $root .component) | nindent 4 }}
spec:
  revisionHistoryLimit: 3
  strategy:
    {{- .strategy | default (dict "type" "RollingUpdate" "rollingUpdate" (dict "maxUnavailable" 0 "maxSurge" 1)) | toYaml | nindent 4 }}
  selector:
    matchLabels:
      {{- include "civicconnect.selector" (list $root .component) | nindent 6 }}
  template:
    metadata:
      {{- include "civicconnect.pod.metadata" (dict "root" $root "component" .component "port" .port "reads" "django" "annotations" $own.podAnnotations) | nindent 6 }}
    spec:
      serviceAccountName: {{ include "civicconnect.fullname" $root }}
      automountServiceAccountToken: false
      {{- include "civicconnect.pod.placement" (list $root .component $own.graceSeconds) | nindent 6 }}
      containers:
        - name: {{ .component }}
          image: {{ include "civicconnect.image" (list $root "django") }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          args: [{{ .component }}]
          securityContext:
            {{- include "civicconnect.security.container" $root | nindent 12 }}
          envFrom:
            - configMapRef:
                name: {{ include "civicconnect.name" (list $root "django") }}
          env:
            - name: POD_IP
              valueFrom:
                fieldRef:
                  fieldPath: status.podIP
            - name: CIVIC_ALLOWED_HOSTS
              value: {{ include "civicconnect.django.hosts" $root | quote }}
            {{- if not $hears }}
            - name: CIVIC_STATUS_PORT
              value: {{ .port | quote }}
            {{- end }}
            {{- include "civicconnect.secrets.env" (list $root "django") | trim | nindent 12 }}
            {{- with concat $root.Values.extraEnv $own.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - name: http
              containerPort: {{ .port }}
              protocol: TCP
          # Starting may take a minute on a busy node; from then on the other two ask.
          startupProbe:
            {{- include "civicconnect.django.probe" "/health/live" | nindent 12 }}
            periodSeconds: 2
            timeoutSeconds: 5
            failureThreshold: 45
          # Does the process turn?  It asks nobody else, so that a database that is away kills nothing.
          livenessProbe:
            {{- include "civicconnect.django.probe" "/health/live" | nindent 12 }}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          {{- if $hears }}
          # Does the database take a question?
          readinessProbe:
            {{- include "civicconnect.django.probe" "/health/ready" | nindent 12 }}
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 2
          lifecycle:
            preStop:
              exec:
                # Until all proxies know that it goes.
                command: [sleep, "5"]
          {{- end }}
          resources:
            {{- toYaml $own.resources | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            - name: secrets
              mountPath: /run/secrets/civic
              readOnly: true
            {{- if not $root.Values.files.s3.bucket }}
            - name: files
              mountPath: /var/lib/civic/files
            {{- end }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 256Mi
        - {{ include "civicconnect.secrets.volume" (list $root "django") | nindent 10 | trim }}
        {{- if not $root.Values.files.s3.bucket }}
        - name: files
          persistentVolumeClaim:
            claimName: {{ $root.Values.files.volume.existingClaim }}
        {{- end }}
{{- end -}}

{{- define "civicconnect.django.probe" -}}
httpGet:
  path: {{ . }}
  port: http
  httpHeaders:
    - name: Host
      value: localhost
{{- end -}}
