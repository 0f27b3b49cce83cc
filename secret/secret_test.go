package secret

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// planted are values with a secret in them: what they are kept under, the value, the secret and what stays to be seen.
func planted() [][4]string {
	hex := "3f9a1c5e7b2d4f6081a3c5e7f9b1d3f5"
	return [][4]string{
		{"DB_PASSWORD", "hunter22", "hunter22", ""},
		{"dbPassword", "12345678", "12345678", ""},
		{"PGPASSWORD", "correcthorse", "correcthorse", ""},
		{"MYSQL_PWD", "s3cr3t!", "s3cr3t!", ""},
		{"STRIPE_KEY", "rk_live_" + "51H8a9b0c1d2e3f4", "51H8a9b0c1d2e3f4", ""},
		{"X", "sk_live_" + "51H8a9b0c1d2e3f4g5", "51H8a9b0c1d2e3f4g5", ""},
		{"X", "ghp_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5", "aB3dE5gH7jK9", ""},
		{"X", "glpat-" + "aB3dE5gH7jK9mN1pQ3sT", "aB3dE5gH7jK9", ""},
		{"X", "xoxb-" + "123456789012-abcdefGHIJ", "abcdefGHIJ", ""},
		{"X", "SG." + "aB3dE5gH7jK9mN1pQ3sT5v.aB3dE5gH7jK9mN1pQ3sT5vaB3dE5gH7jK9mN1pQ3sT5v", "aB3dE5gH7jK9", ""},
		{"TWILIO_AUTH_TOKEN", hex, hex, ""},
		{"DD_API_KEY", hex, hex, ""},
		{"HEROKU_API_KEY", "8c8d3f3e-1c1b-4f7e-9c8d-1a2b3c4d5e6f", "8c8d3f3e", ""},
		{"ENCRYPTION_KEY", hex, hex, ""},
		{"APP_KEY", "base64:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ", "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ", ""},
		{"X", "AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", ""},
		{"X", "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI/K7MDENG", ""},
		{"X", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY", "wJalrXUtnFEMI", ""},
		{"AWS_SECRET_ACCESS_KEY", "/Jalr+UtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY", "UtnFEMI", ""},
		{"X", "sk-ant-" + "api03-aB3dE5gH7jK9mN1pQ3sT", "aB3dE5gH7jK9", ""},
		{"X", "sk-proj-" + "aB3dE5gH7jK9mN1pQ3sT", "aB3dE5gH7jK9", ""},
		{"X", "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZ", "aBcDeFgHiJkL", ""},
		{"X", "npm_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5", "aB3dE5gH7jK9", ""},
		{"X", "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q", "SyA1b2C3d4", ""},
		{"CONN", "Server=db.internal;User Id=sa;Password=Sup3r S3cret!;Encrypt=true", "Sup3r S3cret!", "Server=db.internal;User Id=sa;Password=" + Hidden + ";Encrypt=true"},
		{"CONN", "Driver={ODBC Driver 18};Server=db;Uid=sa;Pwd=tops3cret", "tops3cret", "Server=db"},
		{"CONN", "host=db port=5432 user=app password='pass word' sslmode=require", "pass word", "sslmode=require"},
		{"CONN", "jdbc:postgresql://db:5432/x?user=app&password=tops3cret&ssl=true", "tops3cret", "db:5432/x?user=app"},
		{"CONN", "jdbc:oracle:thin:scott/t1gerpw@//ora:1521/x", "t1gerpw", "@//ora:1521/x"},
		{"CONN", "app:tops3cret@tcp(db:3306)/orders", "tops3cret", "@tcp(db:3306)/orders"},
		{"CONN", "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=;EndpointSuffix=core.windows.net", "aGVsbG8gd29ybGQ", "AccountName=acct"},
		{"CONN", "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=aGVsbG8gd29ybGQ=", "aGVsbG8gd29ybGQ", "SharedAccessKeyName=root"},
		{"URL", "postgres://app:p%40ss@db:5432/x", "p%40ss", "postgres://app:" + Hidden + "@db:5432/x"},
		{"URL", "redis://:tops3cret@cache:6379/0", "tops3cret", "cache:6379/0"},
		{"URL", "mongodb+srv://u:p/ss@cluster0.example.net/x", "p/ss", "cluster0.example.net"},
		{"DSN", "https://3f9a1c5e7b2d4f60:81a3c5e7f9b1d3f5@sentry.io/1", "81a3c5e7f9b1d3f5", "sentry.io/1"},
		{"ALERTS", "https://hooks.slack.com/services/" + "T0001/B0001/abcdEFGH1234", "abcdEFGH1234", "hooks.slack.com"},
		{"ALERTS", "https://discord.com/api/webhooks/" + "123456789/abcd-EFGH_1234", "abcd-EFGH_1234", "discord.com"},
		{"ALERTS", "https://acme.webhook.office.com/webhookb2/" + "3f9a@1c5e/IncomingWebhook/7b2d4f60", "7b2d4f60", "acme.webhook.office.com"},
		{"DEPLOY_WEBHOOK", "https://ci.example.com/hook/a8Kd93jdLs02mxPq", "a8Kd93jdLs02mxPq", "ci.example.com"},
		{"CONFIG", `{"host":"db","password":"hunter22","port":5432}`, "hunter22", `{"host":"db","password":"` + Hidden + `","port":5432}`},
		{"CONFIG", `{\"db\":{\"password\":\"hunter22\"}}`, "hunter22", ""},
		{"CONFIG", "db:\n  host: db\n  password: hunter 22\n  port: 1\n", "hunter 22", "  port: 1\n"},
		{"CONFIG", "HOST=db\nexport DB_PASSWORD=hunter22\nPORT=1", "hunter22", "PORT=1"},
		{"CONFIG", `[{"name":"DB_PASSWORD","value":"hunter22"}]`, "hunter22", ""},
		{"CONFIG", "<db><password>hunter22</password></db>", "hunter22", ""},
		{"HEADERS", "Authorization: Bearer abc.def-123456", "abc.def-123456", ""},
		{"HEADERS", "Authorization=Basic dXNlcjpodW50ZXIyMg==", "dXNlcjpodW50ZXIyMg", ""},
		{"HEADERS", "api-key=3f9a1c5e7b2d,x-tenant=acme", "3f9a1c5e7b2d", "x-tenant=acme"},
		{"traefik.http.middlewares.a.basicauth.users", "admin:$$apr1$$H6uskkkW$$IgXLP6ewTrSuBkTrqE8wj/", "IgXLP6ewTrSuBkTrqE8wj", ""},
		{"X", "admin:$2y$05$abcdefghijklmnopqrstuv", "abcdefghijklmnopqrstuv", "admin:"},
		{"X", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefgh", "eyJzdWIi", ""},
		{"X", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "MIIEow", ""},
		{"X", base64.StdEncoding.EncodeToString([]byte(`{"user":"a","password":"hunter22"}`)), "eyJ1c2VyIjoiYSIs", ""},
		{"X", "https://b.s3.amazonaws.com/k?X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F1&X-Amz-Signature=3f9a1c5e7b2d", "3f9a1c5e7b2d", "b.s3.amazonaws.com/k"},
		{"X", "https://a.blob.core.windows.net/c?sv=2022&sig=aGVsbG8%3D&se=1", "aGVsbG8%3D", "sv=2022"},
		{"X", "mysql -h db -u root -phunter22 orders", "hunter22", "mysql -h db -u root -p" + Hidden + " orders"},
		{"X", "PGPASSWORD=hunter22 psql -h db", "hunter22", "psql -h db"},
		{"X", "curl -fsS -u admin:hunter22 http://localhost/health", "hunter22", "http://localhost/health"},
		{"X", `sh -c "redis-cli -a hunter22 ping"`, "hunter22", "ping"},
		{"X", "sshpass -p hunter22 ssh host", "hunter22", "ssh host"},
		{"X", "app --db-password hunter22 --port 80", "hunter22", "--port 80"},
		{"X", "app --password=hunter22 --port 80", "hunter22", "--port 80"},
		{"X", "java -Dspring.datasource.password=hunter22 -jar a.jar", "hunter22", "-jar a.jar"},
		{"X", `curl -H "X-Api-Key: hunter22abc" http://h/`, "hunter22abc", "http://h/"},
		{"X", "ALTER USER u IDENTIFIED BY 'hunter22'", "hunter22", ""},
		{"X", "//registry.npmjs.org/:_authToken=3f9a-1c5e", "3f9a-1c5e", ""},
	}
}

func TestPlanted(t *testing.T) {
	t.Parallel()
	for _, c := range planted() {
		got, n := Mask(c[0], c[1])
		if n == 0 || strings.Contains(got, c[2]) || !strings.Contains(got, c[3]) {
			t.Errorf("%s=%s: %s (%d)", c[0], c[1], got, n)
		}
		if again, _ := Mask(c[0], got); again != got {
			t.Errorf("masked again: %s, then %s", got, again)
		}
	}
}

func TestLookAlikes(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"PASSTHROUGH_MODE", "strict"}, {"SECRETS_PREFIX", "/prod/app"}, {"OAUTH_TOKEN_ENDPOINT", "https://auth.example.com/token"},
		{"MAX_TOKENS_MODEL", "gpt-4o"}, {"MAX_TOKENS", "4096"}, {"PASSWORD_MIN_LENGTH", "12"}, {"AUTHOR", "Ada Lovelace"}, {"TOKENIZER_PATH", "/models/tok.json"},
		{"SECRET_ARN", "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-db-Xy12Ab"}, {"DB_SECRET", "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-db-Xy12Ab"},
		{"DB_PASSWORD_FILE", "/run/secrets/db"}, {"DB_PASSWORD", "/run/secrets/db"}, {"IMAGE", "repo/app@sha256:" + strings.Repeat("3f9a1c5e", 8)},
		{"GIT_SHA", "3f9a1c5e7b2d4f6081a3c5e7f9b1d3f53f9a1c5e"}, {"X", "3f9a1c5e7b2d4f6081a3c5e7f9b1d3f53f9a1c5e"}, {"REQUEST_ID", "8c8d3f3e-1c1b-4f7e-9c8d-1a2b3c4d5e6f"},
		{"KMS_KEY_ID", "8c8d3f3e-1c1b-4f7e-9c8d-1a2b3c4d5e6f"}, {"SSH_PUBLIC_KEY", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 me@host"},
		{"CA", "-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----"}, {"URL", "https://example.com/a?b=c"}, {"URL", "postgres://u@db:5432/x"},
		{"URL", "https://host:8080/path/@scope/pkg"}, {"STRIPE_PUBLISHABLE_KEY", "pk_live_51H8a9b0c1d2e3f4"}, {"CACHE_KEY", "user-v2"}, {"PARTITION_KEY", "tenantId9x8c7v6b5n"},
		{"JWT_ISSUER", "https://issuer.example.com/"}, {"AUTH_MODE", "oidc"}, {"TOKEN_TTL", "3600"}, {"API_KEY_HEADER", "X-Api-Key"}, {"PWD", "/app"},
		{"SECRET_NAME", "prod/orders/db"}, {"COMPASS_URL", "https://compass"}, {"BYPASS_CACHE", "true"}, {"USE_TOKENS", "true"}, {"SECRETARY", "Bob"}, {"KEYCLOAK_REALM", "master"},
		{"JAVA_OPTS", "-Xmx512m -Dfoo=bar"}, {"X", "/usr/local/share/app/config.yaml"}, {"X", "arn:aws:sns:us-east-1:111122223333:orders"}, {"DB_PASSWORD", "${DB_PASSWORD}"},
		{"X", "app --token-file /run/t --secret-id prod/db --no-password"}, {"X", "curl -f http://localhost:8080/health || exit 1"}, {"X", "mysqladmin ping -h localhost -P 3306"},
		{"X", "docker run -p 8080:80 nginx"}, {"X", "mkdir -p /data/x"}, {"X", "MyCompanyService2SomeLongThingName"}, {"X", "token-service sk-learn-inference-service-v2"},
		{"X", "mailto:bob@example.com"}, {"X", `{"tokenUrl":"https://a/b","maxTokens":4096,"passwordMinLength":12}`}, {"X", "com.example.auth.TokenAuthenticationFilter"},
		{"DESCRIPTION", "rotates the password every day"}, {"PUBLIC_URL", "https://example.com/login?next=/home"}, {"X", "prod-orders-api-1a2b3c4d"}, {"X", "app-Service9571FDD8-NcrVG1sJp3aT"}, {"X", "ProdStack-ApiServiceC9037CF0-lTn5q4RvX8bZ"},
		{"X", "Infra-CapacityProvider-1HXQ7K8J2M3N4"}, {"X", "orders2-TaskDef54694570-8h2KqLzR9mXw"}, {"VPC", "subnet-0a1b2c3d4e5f67890"},
	} {
		if got, n := Mask(pair[0], pair[1]); n != 0 || got != pair[1] {
			t.Errorf("%s=%s: %s", pair[0], pair[1], got)
		}
	}
}

func TestArgs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want []string }{
		{[]string{"app", "--password", "hunter22", "--port", "80"}, []string{"app", "--password", Hidden, "--port", "80"}},
		{[]string{"sh", "-c", "mysql -phunter22 x"}, []string{"sh", "-c", "mysql -p" + Hidden + " x"}},
		{[]string{"mysql", "-u", "root", "-phunter22"}, []string{"mysql", "-u", "root", "-p" + Hidden}},
		{[]string{"curl", "-u", "a:hunter22", "http://h"}, []string{"curl", "-u", "a:" + Hidden, "http://h"}},
		{[]string{"app", "--token-file", "/run/t", "--max-tokens", "512"}, []string{"app", "--token-file", "/run/t", "--max-tokens", "512"}},
	} {
		if got, _ := Args(c.in); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q", c.in, got)
		}
	}
}

func FuzzMask(f *testing.F) {
	for _, c := range planted() {
		f.Add(c[0], c[1])
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		masked, n := Mask(name, value)
		if n == 0 && masked != value {
			t.Errorf("%q became %q", value, masked)
		}
	})
}
