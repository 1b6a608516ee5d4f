{{/* What pods of all kinds share: image, security, spread, probes. */}}

{{/* An image of ours: (list . "django"). */}}
{{- define "civicconnect.image" -}}
{{- $root := index . 0 -}}
{{- $image := get $root.Values.images (index . 1) -}}
{{- $registry := $image.registry | default $root.Values.image.registry -}}
{{- $path := printf "%s/%s" (trimSuffix "/" $registry) $image.repository | trimPrefix "/" -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $path $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $path ($image.tag | default $root.Values.image.tag | default $root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* `restricted` of the Pod Security Standards, and more. */}}
{{- define "civicconnect.security.pod" -}}
runAsNonRoot: true
runAsUser: {{ .Values.pods.uid }}
runAsGroup: {{ .Values.pods.uid }}
fsGroup: {{ .Values.pods.uid }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "civicconnect.security.container" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/*
Labels and annotations of a pod: (dict "root" . "component" "web" "port" 8000 "reads" "django"
"annotations" {} "extra" {}). A pod is replaced when what it reads has changed, and not with every chart:
otherwise each new setting of Django would bring up a second Ray cluster.
*/}}
{{- define "civicconnect.pod.metadata" -}}
{{- $root := .root -}}
{{- $annotations := merge dict (.annotations | default dict) $root.Values.pods.annotations -}}
{{- if and $root.Values.monitoring.annotations .port -}}
{{- $annotations = merge $annotations (dict "prometheus.io/scrape" "true" "prometheus.io/port" (toString .port) "prometheus.io/path" "/metrics") -}}
{{- end -}}
labels:
  {{- include "civicconnect.selector" (list $root .component) | nindent 2 }}
  app.kubernetes.io/part-of: civicconnect
  {{- with $root.Values.pods.labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .reads }}
{{- $config := include (printf "civicconnect.%s.config" .) $root | sha256sum }}
{{- $secrets := print (include "civicconnect.secrets.data" (list $root .)) $root.Values.secretsVersion | sha256sum }}
{{- $annotations = merge $annotations (dict "checksum/config" $config "checksum/secrets" $secrets) }}
{{- end }}
{{- with merge $annotations (.extra | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The part of a pod's spec that says where and as whom it runs: (list . "web" graceSeconds). */}}
{{- define "civicconnect.pod.placement" -}}
{{- $root := index . 0 -}}
{{- $pods := $root.Values.pods -}}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ index . 2 }}
securityContext:
  {{- include "civicconnect.security.pod" $root | nindent 2 }}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $pods.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $pods.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $pods.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $pods.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $pods.spreadOver }}
topologySpreadConstraints:
  {{- range . }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: {{ $pods.whenUnspreadable }}
    labelSelector:
      matchLabels:
        {{- include "civicconnect.selector" (list $root (index $ 1)) | nindent 8 }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* A HorizontalPodAutoscaler: (list . "web"). The chart itself never writes spec.replicas. */}}
{{- define "civicconnect.autoscaler" -}}
{{- $root := index . 0 -}}
{{- $scaling := (get $root.Values (index . 1)).autoscaling -}}
{{- if $scaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "civicconnect.name" . }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "civicconnect.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "civicconnect.name" . }}
  minReplicas: {{ $scaling.min }}
  maxReplicas: {{ $scaling.max }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $scaling.cpu }}
  behavior:
    scaleDown:
      stabilizationWindowSeconds: 300
      policies:
        - type: Pods
          value: 1
          periodSeconds: 60
{{- end }}
{{- end -}}

{{/* A PodDisruptionBudget: (list . "web"). One pod may go at a time, so that a drain never hangs. */}}
{{- define "civicconnect.disruption" -}}
{{- $root := index . 0 }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "civicconnect.name" . }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "civicconnect.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "civicconnect.selector" . | nindent 6 }}
{{- end -}}

{{/* A Service inside the cluster: (dict "root" . "component" "web" "port" 8000). */}}
{{- define "civicconnect.service" -}}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "civicconnect.name" (list .root .component) }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "civicconnect.labels" (list .root .component) | nindent 4 }}
spec:
  type: ClusterIP
  selector:
    {{- include "civicconnect.selector" (list .root .component) | nindent 4 }}
  ports:
    - name: http
      port: {{ .port }}
      targetPort: http
      protocol: TCP
{{- end -}}
