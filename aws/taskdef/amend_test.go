package taskdef

import (
	"strings"
	"testing"
)

func TestAmend(t *testing.T) {
	t.Parallel()
	const text = `{"family":"f","cpu":"256","containerDefinitions":[{"name":"app","image":"i","cpu":10,"essential":true,"portMappings":[{"containerPort":80}],
		"environment":[{"name":"A","value":"1"}],"logConfiguration":{"options":{"awslogs-group":"/a"}}},{"name":"side","image":"s","essential":false}],"tags":[{"key":"k","value":"v"}]}`
	for _, c := range []struct{ path, value, want string }{
		{"cpu", "512", `"cpu": "512"`}, {"app.cpu", "20", `"cpu": 20`}, {"side.memory", "64", `"memory": 64`}, {"app.essential", "false", `"essential": false`},
		{"app.command", `["a","b"]`, `"command": [`}, {"app.logConfiguration.options.awslogs-group", "/b", `"awslogs-group": "/b"`}, {"app.dockerLabels.com.x.y", "z", `"com.x.y": "z"`},
		{"app.secrets.TOKEN", "arn:x", `"valueFrom": "arn:x"`}, {"app.portMappings.0.containerPort", "81", `"containerPort": 81`}, {"tags.k", "w", `"value": "w"`},
		{"app.healthCheck.interval", "5", `"interval": 5`}, {"ephemeralStorage.sizeInGiB", "30", `"sizeInGiB": 30`}, {"app.env.B.C", "<&>", `"value": "<&>"`},
	} {
		got, err := Amend(text, []Setting{{Path: c.path, Value: c.value}})
		if err != nil || !strings.Contains(got, c.want) {
			t.Errorf("%s=%s: %v in %s", c.path, c.value, err, got)
		}
	}
	got, err := Amend(text, []Setting{{Path: "app.env.A", Unset: true}, {Path: "cpu", Unset: true}})
	if err != nil || strings.Contains(got, `"A"`) || strings.Contains(got, "256") || strings.Contains(got, "environment") {
		t.Errorf("%v in %s", err, got)
	}
	for path, says := range map[string]string{"web.image": "the containers are app, side", "app.imag": "no member or container", "app.cpu": "is not a number", "app.essential": "neither true nor false", "app.portMappings": "pass all of it as JSON", "": "no member or container"} {
		if _, err := Amend(text, []Setting{{Path: path, Value: "maybe"}}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
