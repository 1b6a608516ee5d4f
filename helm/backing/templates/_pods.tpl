{{/* What the pods of all servers share. */}}

{{- define "backing.refusals" -}}
{{- if not .Values.iKnowThisIsForTrialsOnly -}}
{{- fail "\n\nThe chart backing is for kind and minikube only: one copy of each server, no backup, no TLS.\nSet iKnowThisIsForTrialsOnly=true if that is what you want.\n" -}}
{{- end -}}
{{- end -}}

{{- define "backing.labels" -}}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
app.kubernetes.io/part-of: civicconnect
{{ include "backing.selector" . }}
{{- end -}}

{{- define "backing.selector" -}}
app.kubernetes.io/name: {{ (index . 0).Chart.Name }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "backing.metadata" -}}
name: {{ (index . 0).Release.Name }}-{{ index . 1 }}
namespace: {{ (index . 0).Release.Namespace }}
labels:
  {{- include "backing.labels" . | nindent 2 }}
{{- end -}}

{{- define "backing.pod" -}}
enableServiceLinks: false
terminationGracePeriodSeconds: 30
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .Values.uid }}
  runAsGroup: {{ .Values.uid }}
  fsGroup: {{ .Values.uid }}
  seccompProfile:
    type: RuntimeDefault
{{- end -}}

{{- define "backing.container" -}}
imagePullPolicy: IfNotPresent
securityContext:
  allowPrivilegeEscalation: false
  privileged: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities:
    drop: [ALL]
  seccompProfile:
    type: RuntimeDefault
{{- end -}}

{{/* A key of the Secret as a variable: (list . "NAME" "key"). */}}
{{- define "backing.secret" -}}
name: {{ index . 1 }}
valueFrom:
  secretKeyRef:
    name: {{ (index . 0).Values.existingSecret }}
    key: {{ index . 2 }}
{{- end -}}

{{/* A Service: (dict "root" . "component" "valkey" "ports" (dict "redis" 6379)). */}}
{{- define "backing.service" -}}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "backing.metadata" (list .root .component) | nindent 2 }}
spec:
  type: ClusterIP
  selector:
    {{- include "backing.selector" (list .root .component) | nindent 4 }}
  ports:
    {{- range $name, $port := .ports }}
    - {name: {{ $name }}, port: {{ $port }}, targetPort: {{ $name }}, protocol: TCP}
    {{- end }}
{{- end -}}

{{/* The volume of a StatefulSet: (list . "2Gi"). */}}
{{- define "backing.claim" -}}
- metadata:
    name: data
  spec:
    accessModes: [ReadWriteOnce]
    {{- with (index . 0).Values.storageClass }}
    storageClassName: {{ . }}
    {{- end }}
    resources:
      requests:
        storage: {{ index . 1 }}
{{- end -}}

{{/* The head of a StatefulSet up to its containers: (list . "valkey"). */}}
{{- define "backing.stateful" -}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- include "backing.metadata" . | nindent 2 }}
spec:
  serviceName: {{ (index . 0).Release.Name }}-{{ index . 1 }}
  selector:
    matchLabels:
      {{- include "backing.selector" . | nindent 6 }}
  volumeClaimTemplates:
    {{- include "backing.claim" (list (index . 0) (get (index . 0).Values (index . 1)).size) | nindent 4 }}
  template:
    metadata:
      labels:
        {{- include "backing.labels" . | nindent 8 }}
{{- end -}}
