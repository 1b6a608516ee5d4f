{{/* A NetworkPolicy's head: (list . "flow-dns"). */}}
{{- define "civicconnect.flow" -}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "civicconnect.name" . }}
  namespace: {{ (index . 0).Release.Namespace }}
  labels:
    {{- include "civicconnect.labels" (list (index . 0) "network") | nindent 4 }}
{{- end -}}

{{/* Pods of these components: (list . "web" "worker"). */}}
{{- define "civicconnect.components" -}}
matchLabels:
  {{- include "civicconnect.selector.release" (first .) | nindent 2 }}
matchExpressions:
  - key: app.kubernetes.io/component
    operator: In
    values: {{ rest . | toJson }}
{{- end -}}

{{/* `to:` or `from:` with the given peers, or nothing, which is everybody: (list "to" peers). */}}
{{- define "civicconnect.peers" -}}
{{- with index . 1 -}}
{{ index $ 0 }}:
  {{- toYaml . | nindent 2 }}
{{ end -}}
{{- end -}}
