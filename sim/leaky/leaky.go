// Package leaky is a task definition that is full of secrets in the clear, and of values that only look like secrets. Tests
// register it to see that the first are shown nowhere and the second everywhere.
package leaky

import (
	"encoding/base64"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Place is where in a task definition a value stands.
type Place int

// The places. Overrides are those of a task that is run by hand.
const (
	Variable Place = iota
	Word           // of the command; the name is the option before it, a word of its own
	Inline         // in the command, as one word
	Entry          // in the entry point
	Check          // in the health check
	Label          // of the container
	Tag            // of the definition, the service and the task
	LogOption
	RouterOption
	Override
	OverrideWord
)

// Value is one value: what it is kept under, the whole of it, and the part that tells. That part of a secret is shown
// nowhere; a look-alike has all of it shown.
type Value struct {
	Place            Place
	Name, Text, Core string
}

// Secrets are values that nobody should read. The marks of their issuers are cut in two, so that no scanner finds a
// credential in this file.
func Secrets() []Value {
	encoded := base64.StdEncoding.EncodeToString([]byte(`{"user":"app","password":"quartz-falcon-01"}`))
	return []Value{
		{Variable, "DB_PASSWORD", "quartz-falcon-02", "quartz-falcon-02"},
		{Variable, "MYSQL_ROOT_PASSWORD", "quartz,falcon;03", "quartz,falcon"},
		{Variable, "appSecretKey", "quartz/falcon/04", "falcon/04"},
		{Variable, "STRIPE", "sk_" + "live_51Hquartzfalcon05", "51Hquartzfalcon05"},
		{Variable, "GITHUB", "ghp_" + "quartzfalcon06quartzfalcon06quartzfal", "quartzfalcon06"},
		{Variable, "UPLOADS", "AKIA" + "QUARTZFALCON07AB", "QUARTZFALCON07AB"},
		{Variable, "DD_API_KEY", "0123456789abcdef0123456789abcd08", "abcdef0123456789abcd08"},
		{Variable, "ConnectionStrings__Main", "Server=db;User Id=sa;Password=quartz falcon 09;Encrypt=true", "falcon 09"},
		{Variable, "DATABASE_URL", "postgres://app:quartz%2Ffalcon10@db:5432/app?sslmode=require", "falcon10"},
		{Variable, "BROKER", "amqps://app:quartz-falcon-11@mq.internal:5671/", "quartz-falcon-11"},
		{Variable, "SETTINGS", `{"db":{"host":"db","password":"quartz-falcon-12"},"debug":false}`, "quartz-falcon-12"},
		{Variable, "SETTINGS_B64", encoded, encoded},
		{Variable, "ALERTS", "https://hooks.slack.com/services/" + "T0AAAAAAA/B0BBBBBBB/quartzfalcon13", "quartzfalcon13"},
		{Variable, "CHAT", "https://discord.com/api/webhooks/" + "123456789012345678/quartz-falcon_14", "quartz-falcon_14"},
		{Variable, "SIGNING_PEM", "-----BEGIN PRIVATE " + "KEY-----\nquartzfalcon15\n-----END PRIVATE " + "KEY-----\n", "quartzfalcon15"},
		{Variable, "SESSION", "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiJxdWFydHoifQ.quartzfalcon16", "quartzfalcon16"},
		{Variable, "AUTH_HEADER", "Authorization: Bearer quartz.falcon.17", "quartz.falcon.17"},
		{Variable, "JAVA_TOOL_OPTIONS", "-Xmx512m -Djavax.net.ssl.keyStorePassword=quartzfalcon18", "quartzfalcon18"},
		{Variable, "BLOBS", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=cXVhcnR6ZmFsY29uMTk=;EndpointSuffix=core.windows.net", "cXVhcnR6ZmFsY29uMTk"},
		{Variable, "REPORT", "https://b.s3.amazonaws.com/r?X-Amz-Expires=60&X-Amz-Signature=0123456789abcdef20", "0123456789abcdef20"},
		{Variable, "SETTINGS_YAML", "db:\n  host: db\n  password: quartz falcon 41\n  port: 5432\n", "falcon 41"},
		{Variable, "DOTENV", "HOST=db\nDB_PASSWORD=quartz-falcon-42\nPORT=5432", "quartz-falcon-42"},
		{Word, "--password", "quartz-falcon-21", "quartz-falcon-21"},
		{Word, "--api-key", "quartz-falcon-22", "quartz-falcon-22"},
		{Inline, "", "--db-password=quartz-falcon-23", "quartz-falcon-23"},
		{Inline, "", "-Dspring.datasource.password=quartz-falcon-24", "quartz-falcon-24"},
		{Entry, "", "export DB_PASS='quartz falcon 25' && exec server", "falcon 25"},
		{Entry, "", "mysql -h db -u root -pquartzfalcon26 app", "quartzfalcon26"},
		{Check, "", "curl -fsS -u probe:quartz-falcon-27 http://localhost:8080/health", "quartz-falcon-27"},
		{Check, "", "redis-cli -a quartz-falcon-28 ping", "quartz-falcon-28"},
		{Label, "traefik.http.middlewares.auth.basicauth.users", "ops:$$apr1$$quartz29$$quartzfalcon29quartz", "quartzfalcon29"},
		{Label, "com.example.deploy-token", "quartz-falcon-30", "quartz-falcon-30"},
		{Tag, "db-password", "quartz-falcon-31", "quartz-falcon-31"},
		{Tag, "ci", "glpat-" + "quartzfalcon32quartz", "quartzfalcon32"},
		{LogOption, "splunk-token", "01234567-89ab-cdef-0123-456789abcd33", "456789abcd33"},
		{LogOption, "splunk-url", "https://log:quartz-falcon-34@splunk.internal:8088", "quartz-falcon-34"},
		{RouterOption, "apikey", "quartz-falcon-35", "quartz-falcon-35"},
		{RouterOption, "http_passwd", "quartz-falcon-36", "quartz-falcon-36"},
		{Override, "ADMIN_PASSWORD", "quartz-falcon-37", "quartz-falcon-37"},
		{Override, "CACHE", "rediss://:quartz-falcon-38@cache:6379/0", "quartz-falcon-38"},
		{OverrideWord, "--token", "quartz-falcon-39", "quartz-falcon-39"},
		{OverrideWord, "--header", "X-Api-Key: quartz-falcon-40", "quartz-falcon-40"},
	}
}

// LookAlikes are values that everybody may read.
func LookAlikes() []Value {
	var all []Value
	for _, v := range []Value{
		{Variable, "PASSTHROUGH_MODE", "strict-01", ""}, {Variable, "SECRETS_PREFIX", "/prod/app-02", ""},
		{Variable, "OAUTH_TOKEN_ENDPOINT", "https://auth.example.com/token-03", ""}, {Variable, "MAX_TOKENS_MODEL", "large-04", ""},
		{Variable, "MAX_TOKENS", "40965", ""}, {Variable, "PASSWORD_MIN_LENGTH", "12006", ""}, {Variable, "AUTHOR", "Ada Lovelace 07", ""},
		{Variable, "TOKENIZER_PATH", "/models/tok-08.json", ""}, {Variable, "SECRET_ARN", "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-09Ab12", ""},
		{Variable, "DB_PASSWORD_FILE", "/run/secrets/db-10", ""}, {Variable, "GIT_SHA", "3f9a1c5e7b2d4f6081a3c5e7f9b1d3f53f9a1c11", ""},
		{Variable, "BUILD_ID", "8c8d3f3e-1c1b-4f7e-9c8d-1a2b3c4d5e12", ""}, {Variable, "KMS_KEY_ID", "8c8d3f3e-1c1b-4f7e-9c8d-1a2b3c4d5e13", ""},
		{Variable, "PUBLIC_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK14 ops@host", ""}, {Variable, "JWT_ISSUER", "https://issuer.example.com/15", ""},
		{Variable, "AUTH_MODE", "oidc-16", ""}, {Variable, "TOKEN_TTL", "360017", ""}, {Variable, "API_KEY_HEADER", "X-Api-Key-18", ""},
		{Variable, "CACHE_KEY", "user-v19", ""}, {Variable, "KEYCLOAK_REALM", "master-20", ""}, {Variable, "COMPASS_URL", "https://compass.example.com/21", ""},
		{Variable, "STRIPE_PUBLISHABLE_KEY", "pk_" + "live_51H8a9b0c1d2e322", ""}, {Variable, "DATABASE_HOST", "postgres://app@db-23:5432/app", ""},
		{Variable, "FEATURES", `{"tokenUrl":"https://a/b","maxTokens":4096,"passwordMinLength":24}`, ""},
		{Variable, "GREETING", "Forgot your password? Write to help-25@example.com", ""}, {Variable, "SSM_PARAMETER", "/prod/db/password-26", ""},
		{Word, "--token-file", "/run/token-27", ""}, {Word, "--max-tokens", "51228", ""}, {Inline, "", "--password-policy=strong-29", ""},
		{Entry, "", "exec server --secret-id prod/db-30", ""}, {Check, "", "curl -f http://localhost:8080/health-31 || exit 1", ""},
		{Label, "com.example.token-service", "enabled-32", ""}, {Label, "com.example.commit", "3f9a1c5e7b2d4f6081a3c5e7f9b1d3f53f9a1c33", ""},
		{Tag, "cost-key", "team-34", ""}, {Tag, "secret-store", "vault-35", ""}, {LogOption, "tag", "key-36", ""},
		{RouterOption, "match", "token-service-37-*", ""}, {RouterOption, "tls", "on-38", ""},
		{Override, "TOKENS_TABLE", "sessions-39", ""}, {OverrideWord, "--key-prefix", "users-40", ""},
	} {
		v.Core = v.Text
		all = append(all, v)
	}
	return all
}

// All are the values of both sorts that stand in some places.
func All(places ...Place) []Value {
	return slices.DeleteFunc(append(Secrets(), LookAlikes()...), func(v Value) bool { return !slices.Contains(places, v.Place) })
}

// Plain is the family's first revision, which has nothing to hide.
func Plain(family string) *ecs.RegisterTaskDefinitionInput {
	return &ecs.RegisterTaskDefinitionInput{
		Family: &family, Cpu: new("256"), Memory: new("512"), NetworkMode: types.NetworkModeAwsvpc,
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate}, ExecutionRoleArn: new("arn:aws:iam::111122223333:role/run"),
		ContainerDefinitions: []types.ContainerDefinition{{Name: new("app"), Image: new("app:1"), Essential: new(true)},
			{Name: new("router"), Image: new("router:1"), Essential: new(false)}},
	}
}

// Definition is the family's second revision, with everything that can stand in a definition.
func Definition(family string) *ecs.RegisterTaskDefinitionInput {
	in := Plain(family)
	app, router := &in.ContainerDefinitions[0], &in.ContainerDefinitions[1]
	app.Environment = pairs(Variable)
	app.Command = words(Word, Inline)
	app.EntryPoint = append([]string{"sh", "-c"}, words(Entry)...)
	check := "true"
	for _, w := range words(Check) {
		check += " && " + w
	}
	app.HealthCheck = &types.HealthCheck{Command: []string{"CMD-SHELL", check}}
	app.DockerLabels = options(Label)
	app.LogConfiguration = &types.LogConfiguration{LogDriver: types.LogDriverSplunk, Options: options(LogOption)}
	router.FirelensConfiguration = &types.FirelensConfiguration{Type: types.FirelensConfigurationTypeFluentbit, Options: options(RouterOption)}
	in.Tags = Tags()
	return in
}

// Tags are the tags.
func Tags() []types.Tag {
	var tags []types.Tag
	for _, v := range All(Tag) {
		tags = append(tags, types.Tag{Key: new(v.Name), Value: new(v.Text)})
	}
	return tags
}

// Overrides are what a task is run with.
func Overrides() *types.TaskOverride {
	return &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: new("app"), Environment: pairs(Override), Command: words(OverrideWord)}}}
}

func pairs(at Place) []types.KeyValuePair {
	var all []types.KeyValuePair
	for _, v := range All(at) {
		all = append(all, types.KeyValuePair{Name: new(v.Name), Value: new(v.Text)})
	}
	return all
}

func options(at Place) map[string]string {
	all := map[string]string{}
	for _, v := range All(at) {
		all[v.Name] = v.Text
	}
	return all
}

func words(at ...Place) []string {
	var all []string
	for _, v := range All(at...) {
		if v.Name != "" {
			all = append(all, v.Name)
		}
		all = append(all, v.Text)
	}
	return all
}
