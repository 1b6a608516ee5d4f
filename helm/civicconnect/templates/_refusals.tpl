{{/*
Values that contradict each other are refused before anything is installed; all complaints at once.
*/}}
{{- define "civicconnect.refusals" -}}
{{- $said := list -}}
{{- $v := .Values -}}
{{- if not $v.publicUrl -}}{{- $said = append $said "publicUrl is required: where people open the web, such as https://civic.example" -}}{{- end -}}
{{- if not $v.qdrant.url -}}{{- $said = append $said "qdrant.url is required: the address of the search index" -}}{{- end -}}

{{- range $row := fromYamlArray (include "civicconnect.secrets.table" .) -}}
{{- $group := fromYaml (include "civicconnect.secrets.group" (list $v .group)) -}}
{{- $value := get $group .field -}}
{{- if and $group.existingSecret $value -}}
{{- $said = append $said (printf "%s.existingSecret and %s.%s are both set: which one is right?" .group .group .field) -}}
{{- else if not (or $group.existingSecret $value) -}}
{{- $said = append $said (printf "%s.existingSecret is required (key %s): nothing else gives %s" .group (get $group.secretKeys .field) .env) -}}
{{- end -}}
{{- end -}}

{{- if and $v.ray.token.existingSecret $v.ray.token.value -}}{{- $said = append $said "ray.token.existingSecret and ray.token.value are both set: which one is right?" -}}{{- end -}}
{{- if not (or $v.ray.token.existingSecret $v.ray.token.value) -}}{{- $said = append $said "ray.token.existingSecret is required (key auth_token): who has no token may not scale or read the graph" -}}{{- end -}}
{{- $gcs := $v.ray.gcs -}}
{{- if eq $v.ray.mode "plain" -}}
{{- if lt (int $v.ray.graceSeconds) (add 30 $v.ray.drainSeconds | int) -}}{{- $said = append $said "ray.graceSeconds must be 30 more than ray.drainSeconds with ray.mode=plain: the graph ends its questions after it drained" -}}{{- end -}}
{{- if or $gcs.externalAddress $gcs.existingSecret $gcs.password -}}{{- $said = append $said "ray.gcs works with ray.mode=kuberay only: a plain head starts anew with its application" -}}{{- end -}}
{{- else -}}
{{- if not $v.ray.workers.enabled -}}{{- $said = append $said "ray.workers.enabled=false works with ray.mode=plain only: KubeRay's head runs no stages" -}}{{- end -}}
{{- end -}}
{{- if and (eq $v.ray.mode "kuberay") (or $gcs.enabled $gcs.externalAddress) -}}
{{- if and $gcs.existingSecret $gcs.password -}}{{- $said = append $said "ray.gcs.existingSecret and ray.gcs.password are both set: which one is right?" -}}{{- end -}}
{{- if not (or $gcs.existingSecret $gcs.password) -}}{{- $said = append $said "ray.gcs.existingSecret is required (key password), or ray.gcs.enabled=false: Ray's control plane keeps its state behind it" -}}{{- end -}}
{{- end -}}
{{- if gt (int $v.ray.workers.min) (int $v.ray.workers.max) -}}{{- $said = append $said "ray.workers.min is more than ray.workers.max" -}}{{- end -}}
{{- if le (int $v.ray.graceSeconds) (int $v.ray.drainSeconds) -}}{{- $said = append $said "ray.graceSeconds must be more than ray.drainSeconds: the pod would be killed while it drains" -}}{{- end -}}
{{- $stages := splitList "\n" (trim (include "civicconnect.graph.stages" .)) -}}
{{- range $name, $_ := $v.ray.replicas -}}
{{- if not (has $name $stages) -}}{{- $said = append $said (printf "ray.replicas.%s: the graph has no such deployment; it has %s" $name (join ", " $stages)) -}}{{- end -}}
{{- end -}}
{{- range $name, $stage := $v.stages.overrides -}}
{{- if not (has $name $stages) -}}{{- $said = append $said (printf "stages.overrides.%s: the graph has no such deployment; it has %s" $name (join ", " $stages)) -}}{{- end -}}
{{- end -}}
{{- range $name := $stages -}}
{{- $told := mergeOverwrite (deepCopy $v.stages.defaults) (deepCopy (get $v.stages.overrides $name | default dict)) -}}
{{- if gt (int $told.minReplicas) (int $told.maxReplicas) -}}{{- $said = append $said (printf "stages: %s has more minReplicas than maxReplicas" $name) -}}{{- end -}}
{{- if and (eq $told.policy "Latency") (not $told.latency.prometheusUrl) -}}{{- $said = append $said (printf "stages: %s has policy Latency, which needs latency.prometheusUrl" $name) -}}{{- end -}}
{{- end -}}
{{- if and $v.operator.enabled (not $v.stages.enabled) -}}{{- $said = append $said "operator.enabled without stages.enabled: the operator would have nothing to do" -}}{{- end -}}

{{- if and $v.config.apiBasicAuth $v.config.mfaRequired -}}{{- $said = append $said "config.apiBasicAuth is a way past the second factor: it needs config.mfaRequired=false" -}}{{- end -}}
{{- if and $v.config.devInbox $v.ingress.enabled -}}{{- $said = append $said "config.devInbox shows everybody's codes: not with ingress.enabled" -}}{{- end -}}
{{- $isHttps := hasPrefix "https://" $v.publicUrl -}}
{{- if and $v.publicUrl $v.config.cookiesSecure (not $isHttps) -}}{{- $said = append $said "config.cookiesSecure needs a publicUrl with https://: nobody could sign in" -}}{{- end -}}
{{- if and $isHttps (not $v.config.cookiesSecure) -}}{{- $said = append $said "publicUrl is https://, so config.cookiesSecure must be true" -}}{{- end -}}
{{- if and $v.ingress.enabled $v.ingress.tls.enabled (not $isHttps) -}}{{- $said = append $said "ingress.tls.enabled needs a publicUrl with https://" -}}{{- end -}}
{{- if and $v.ingress.tls.enabled (not $v.ingress.tls.secretName) -}}{{- $said = append $said "ingress.tls.secretName is required with ingress.tls.enabled" -}}{{- end -}}
{{- if and (eq $v.telegram.mode "webhook") $v.publicUrl (not $isHttps) -}}{{- $said = append $said "telegram.mode=webhook needs a publicUrl with https://: Telegram calls no other" -}}{{- end -}}
{{- if and $v.files.s3.bucket $v.files.volume.existingClaim -}}{{- $said = append $said "files.s3.bucket and files.volume.existingClaim are both set: which one is right?" -}}{{- end -}}
{{- if not (or $v.files.s3.bucket $v.files.volume.existingClaim) -}}{{- $said = append $said "files.s3.bucket is required, or a ReadWriteMany files.volume.existingClaim: web and worker share what people attach" -}}{{- end -}}
{{- if and $v.frontend.service.nodePort (ne $v.frontend.service.type "NodePort") -}}{{- $said = append $said "frontend.service.nodePort needs frontend.service.type=NodePort" -}}{{- end -}}
{{- range list "web" "sockets" "worker" "frontend" -}}
{{- $scaling := (get $v .).autoscaling -}}
{{- if and $scaling.enabled (gt (int $scaling.min) (int $scaling.max)) -}}{{- $said = append $said (printf "%s.autoscaling.min is more than %s.autoscaling.max" . .) -}}{{- end -}}
{{- end -}}

{{- if $said -}}
{{- fail (printf "\n\nThese values cannot be installed:\n  - %s\n" (join "\n  - " $said)) -}}
{{- end -}}
{{- end -}}
