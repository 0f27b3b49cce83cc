package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// plainDefinition is accepted by ECS as it is; the container is in line 4.
const plainDefinition = "{\n  \"family\": \"a\",\n  \"containerDefinitions\": [\n    {\"name\": \"app\", \"image\": \"app:1\", \"memory\": 64}\n  ]\n}\n"

// shapes are definitions in the odd shapes that people keep: the file, the exit code, and its errors as id:line, or what is said of a
// file that can't be read.
func lintShapes() [][4]any {
	with := func(old, now string) string { return strings.Replace(plainDefinition, old, now, 1) }
	env := func(list string) string { return with("64", "64, \"environment\": ["+list+"]") }
	const yaml = "family: a\ncontainerDefinitions:\n  - name: app\n    image: app:1\n    memory: 64\n"
	const cfn = "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: a\n      ContainerDefinitions:\n        - Name: app\n"
	return [][4]any{
		{"plain.json", plainDefinition, done, ""}, {"bom.json", "\ufeff" + plainDefinition, done, ""},
		{"crlf.json", strings.ReplaceAll(plainDefinition, "\n", "\r\n"), done, ""}, {"tabs.json", strings.ReplaceAll(plainDefinition, "  ", "\t"), done, ""},
		{"line comment.json", with("\"family\"", "// who\n \"family\""), done, ""}, {"comment.json", with("\"family\"", "/* who\n */ \"family\""), done, ""},
		{"comma.json", with("64}", "64},"), done, ""}, {"null.json", with("64", "64, \"environment\": null, \"secrets\": null"), done, ""},
		{"wrapped.json", "{\"taskDefinition\": " + plainDefinition + ", \"tags\": []}", done, ""},
		{"wrapped wrong.json", "{\"taskDefinition\": " + with("64", "2") + ", \"tags\": []}", unhealthy, "container-memory-min:4"},
		{"array.json", "[" + plainDefinition + "," + with("64", "2") + "]", unhealthy, "container-memory-min:10"},
		{"containers.json", "[{\"name\": \"app\", \"image\": \"app:1\", \"memory\": 64}]", done, ""},
		{"image.json", with("app:1", "${IMAGE}"), done, ""}, {"image name.json", with("app:1", "<IMAGE1_NAME>"), done, ""},
		{"number.json", with("64", "${MEMORY}"), done, ""}, {"quoted.json", with("64", "\"{{ .Memory }}\""), done, ""}, {"template.json", with("64", "{{ .Values.memory }}"), done, ""},
		{"text.json", with("64", "\"64\""), unhealthy, "json-wrong-type:4"}, {"float.json", with("64", "64.0"), unhealthy, "json-wrong-type:4"},
		{"bool.json", with("64", "64, \"essential\": \"true\""), unhealthy, "json-wrong-type:4"}, {"negative.json", with("64", "-1"), unhealthy, "container-memory-min:4"},
		{"member.json", with("64", "64, \"enviroment\": []"), unhealthy, "json-unknown-member:4"},
		{"names.json", with("64}", "64},\n {\"name\": \"app\", \"image\": \"b:1\", \"memory\": 64}"), unhealthy, "container-name-unique:5"},
		{"line.json", with("\"memory\": 64", "\n \"memory\": 2"), unhealthy, "container-memory-min:5"},
		{"letters.json", with("\"a\"", "\"käse\""), unhealthy, "family-characters:2"}, {"nul.json", with("app:1", "app\\u0000:1"), unhealthy, "container-image-characters:4"},
		{"look-alikes.json", env(`{"name": "SECRETS_PREFIX", "value": "/prod/app"}, {"name": "PASSWORD_MIN_LENGTH", "value": "12"}, {"name": "API_KEY_HEADER", "value": "X-Api-Key"}`), done, ""},
		{"secret.json", env("\n {\"name\": \"DB_PASSWORD\", \"value\": \"hunter2-swordfish\"}"), unhealthy, "env-secret:5"},
		{"stack.json", `{"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": "a", "ContainerDefinitions": [{"Name": "app", "Image": {"Ref": "I"}, "Memory": {"Ref": "M"}}]}}}}`, done, ""},
		{"stack.yaml", cfn + "          Image: !Sub \"${Repo}:1\"\n          Memory: !Ref Mem\n", done, ""}, {"stack wrong.yaml", cfn + "          Image: app:1\n          Memory: 2\n", unhealthy, "container-memory-min:9"},
		{"one.yaml", yaml, done, ""}, {"two.yaml", yaml + "---\n" + strings.Replace(yaml, "64", "2", 1), unhealthy, "container-memory-min:11"},
		{"service.json", `{"serviceName": "s", "taskDefinition": "a:1", "desiredCount": 1, "launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}}`, done, ""},
		{"empty.json", "", failed, "it ends too early"}, {"space.json", " \n\t\n", failed, "it ends too early"}, {"brace.json", "{", failed, "it ends too early"},
		{"deep.json", strings.Repeat("[", 3000) + strings.Repeat("]", 3000), failed, "it nests too deep"}, {"two.json", plainDefinition + plainDefinition, failed, "line 7: there is more"},
		{"huge.json", with("64", "1e309"), failed, "line 4"}, {"utf16.json", "\xff\xfe{\x00}\x00", failed, "line 1"},
		{"other.json", "{\"hello\": 1}", misused, "no task or service definition"}, {"code.jsonnet", "local env = \"x\";\n{ family: \"a\" }", misused, "no task or service definition"},
	}
}

// A definition in an odd shape has the errors that it has, each in its line, and no others.
func TestLintOddShapes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range lintShapes() {
		path := filepath.Join(dir, c[0].(string))
		if err := os.WriteFile(path, []byte(c[1].(string)), 0o600); err != nil {
			t.Fatal(err)
		}
		r := run(t, nil, "lint", path, "-o", "json")
		if r.code != c[2] {
			t.Errorf("%s: exit code %d, not %d: %s%s", c[0], r.code, c[2], r.out, r.err)
			continue
		}
		if r.code != done && r.code != unhealthy {
			if !strings.Contains(r.err, c[3].(string)) {
				t.Errorf("%s: %s", c[0], r.err)
			}
			continue
		}
		var rows []findingRow
		decoded(t, r.out, &rows)
		got := ""
		for _, f := range rows {
			if f.Severity == "error" {
				got += fmt.Sprintf("%s:%d ", f.ID, f.Line)
			}
		}
		if strings.TrimSpace(got) != c[3] {
			t.Errorf("%s: errors %q, not %q", c[0], got, c[3])
		}
	}
}
