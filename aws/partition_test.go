package aws

import "testing"

func TestConsoleURL(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"us-east-1":      "https://us-east-1.console.aws.amazon.com/ecs/v2/clusters?region=us-east-1",
		"mx-central-1":   "https://mx-central-1.console.aws.amazon.com/ecs/v2/clusters?region=mx-central-1",
		"cn-north-1":     "https://cn-north-1.console.amazonaws.cn/ecs/v2/clusters?region=cn-north-1",
		"us-gov-west-1":  "https://us-gov-west-1.console.amazonaws-us-gov.com/ecs/v2/clusters?region=us-gov-west-1",
		"eusc-de-east-1": "https://console.amazonaws-eusc.eu/ecs/v2/clusters?region=eusc-de-east-1",
		"us-iso-east-1":  "", "us-isob-east-1": "", "eu-isoe-west-1": "", "us-isof-south-1": "", "us-isox-east-1": "", "zz-north-1": "", "local": "", "": "",
	} {
		got, ok := ConsoleURL(region, "ecs/v2/clusters")
		if got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", region, got, ok)
		}
	}
	for _, r := range Regions() {
		if _, ok := ConsoleURL(r, ""); !ok {
			t.Errorf("%s has no console", r)
		}
	}
}
