{{/* All names in one file: who renames something looks here only. */}}

{{- define "civicconnect.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The name of a component's objects: (list . "web"). */}}
{{- define "civicconnect.name" -}}
{{- printf "%s-%s" (include "civicconnect.fullname" (index . 0)) (index . 1) -}}
{{- end -}}

{{/* Where Django finds the graph: KubeRay makes this Service, mode plain makes its own. */}}
{{- define "civicconnect.graph.service" -}}
{{- $graph := include "civicconnect.name" (list . "graph") -}}
{{- eq .Values.ray.mode "kuberay" | ternary (printf "%s-serve-svc" $graph) $graph -}}
{{- end -}}

{{/* Where the graph's REST API answers in mode plain. */}}
{{- define "civicconnect.graph.endpoint" -}}
{{- printf "http://%s:8265" (include "civicconnect.name" (list . "graph-head")) -}}
{{- end -}}

{{- define "civicconnect.gcs.address" -}}
{{- .Values.ray.gcs.externalAddress | default (printf "%s:6379" (include "civicconnect.name" (list . "graph-gcs"))) -}}
{{- end -}}

{{/* The host of publicUrl, without a port. */}}
{{- define "civicconnect.host" -}}
{{- (urlParse .Values.publicUrl).host | regexFind "^[^:]+" -}}
{{- end -}}
