{{/* Both containers of the Job know the same, and only they know the tables' owner. */}}
{{- define "civicconnect.migrate.container" -}}
image: {{ include "civicconnect.image" (list . "django") }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- include "civicconnect.security.container" . | nindent 2 }}
env:
  - name: DJANGO_SETTINGS_MODULE
    value: django_core.config.settings
  - name: CIVIC_DATABASE_APP_ROLE
    value: {{ .Values.database.appRole | quote }}
  - name: CIVIC_DATABASE_POOL_MAX
    value: "0"
  - name: CIVIC_GRAPH_URL
    value: http://{{ include "civicconnect.graph.service" . }}:8100
  - name: CIVIC_SMS_TRANSPORT
    value: offline
  {{- include "civicconnect.secrets.env" (list . "migrate") | trim | nindent 2 }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
resources:
  {{- toYaml .Values.migrate.resources | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  - name: secrets
    mountPath: /run/secrets/civic
    readOnly: true
{{- end -}}
