{{/*
Every secret in one table: the variable, the values it comes from, its field there, who reads it.
A secret reaches a process as a file, never as a variable: <NAME>_FILE names it.
*/}}
{{- define "civicconnect.secrets.table" -}}
- {env: CIVIC_SECRET_KEY, group: security, field: secretKey, for: [django, migrate]}
- {env: CIVIC_SERVICE_KEY, group: security, field: serviceKey, for: [django, migrate, graph]}
- {env: CIVIC_DATABASE_URL, group: database, field: url, for: [django]}
- {env: CIVIC_DATABASE_URL, group: database, field: ownerUrl, for: [migrate]}
- {env: CIVIC_REDIS_URL, group: redis, field: url, for: [django, migrate]}
{{- if or .Values.qdrant.existingSecret .Values.qdrant.apiKey }}
- {env: CIVIC_QDRANT_API_KEY, group: qdrant, field: apiKey, for: [graph]}
{{- end }}
{{- if or .Values.gemini.existingSecret .Values.gemini.apiKey }}
- {env: GEMINI_API_KEY, group: gemini, field: apiKey, for: [graph]}
{{- end }}
{{- if eq .Values.sms.transport "eskiz" }}
- {env: CIVIC_ESKIZ_EMAIL, group: sms, field: email, for: [django]}
- {env: CIVIC_ESKIZ_PASSWORD, group: sms, field: password, for: [django]}
{{- end }}
{{- if ne .Values.telegram.mode "none" }}
- {env: CIVIC_TELEGRAM_TOKEN, group: telegram, field: token, for: [django]}
{{- end }}
{{- if eq .Values.telegram.mode "webhook" }}
- {env: CIVIC_TELEGRAM_WEBHOOK_SECRET, group: telegram, field: webhookSecret, for: [django]}
{{- end }}
{{- if .Values.files.s3.bucket }}
- {env: CIVIC_FILES_S3_KEY_ID, group: files.s3, field: keyId, for: [django]}
- {env: CIVIC_FILES_S3_SECRET, group: files.s3, field: secret, for: [django]}
{{- end }}
{{- end -}}

{{/* The values of a row's group, such as .Values.files.s3. */}}
{{- define "civicconnect.secrets.group" -}}
{{- $values := index . 0 -}}
{{- range splitList "." (index . 1) -}}{{- $values = get $values . -}}{{- end -}}
{{- toYaml $values -}}
{{- end -}}

{{/* The key of a row in the Secret that this chart makes: telegram-webhook-secret. */}}
{{- define "civicconnect.secrets.own" -}}
{{- printf "%s-%s" (.group | replace "." "-") (kebabcase .field) -}}
{{- end -}}

{{/* What an own Secret holds for a kind of process: rows written in the values. (list . "django") */}}
{{- define "civicconnect.secrets.data" -}}
{{- $root := index . 0 -}}
{{- $kind := index . 1 -}}
{{- $data := dict -}}
{{- range fromYamlArray (include "civicconnect.secrets.table" $root) -}}
{{- $group := fromYaml (include "civicconnect.secrets.group" (list $root.Values .group)) -}}
{{- if and (has $kind .for) (not $group.existingSecret) -}}
{{- $_ := set $data (include "civicconnect.secrets.own" .) (get $group .field) -}}
{{- end -}}
{{- end -}}
{{- $data | toYaml -}}
{{- end -}}

{{/* The own Secret of a kind of process, where any row is written in the values: (list . "django"). */}}
{{- define "civicconnect.secrets.object" -}}
{{- $root := index . 0 -}}
{{- with fromYaml (include "civicconnect.secrets.data" .) -}}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ include "civicconnect.name" $ }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "civicconnect.labels" $ | nindent 4 }}
type: Opaque
stringData:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* Variables that name the files: (list . "django"). */}}
{{- define "civicconnect.secrets.env" -}}
{{- $kind := index . 1 -}}
{{- range fromYamlArray (include "civicconnect.secrets.table" (index . 0)) }}
{{- if has $kind .for }}
- name: {{ .env }}_FILE
  value: /run/secrets/civic/{{ .env }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The volume with the files: (list . "django"). Each kind of process has an own Secret. */}}
{{- define "civicconnect.secrets.volume" -}}
{{- $root := index . 0 -}}
{{- $kind := index . 1 -}}
{{- $own := include "civicconnect.name" . -}}
name: secrets
projected:
  defaultMode: 0440
  sources:
    {{- range fromYamlArray (include "civicconnect.secrets.table" $root) }}
    {{- if has $kind .for }}
    {{- $group := fromYaml (include "civicconnect.secrets.group" (list $root.Values .group)) }}
    - secret:
        name: {{ $group.existingSecret | default $own }}
        items:
          - key: {{ empty $group.existingSecret | not | ternary (get $group.secretKeys .field) (include "civicconnect.secrets.own" .) }}
            path: {{ .env }}
    {{- end }}
    {{- end }}
{{- end -}}
