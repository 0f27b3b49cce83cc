package call

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/guard"
)

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
		if p, ok := partitionOf(r); !ok || (p.console == "") != strings.HasPrefix(p.id, "aws-iso") {
			t.Errorf("%s: %v, %+v", r, ok, p)
		}
	}
}

// The SDK finds AWS's endpoints where the table says that they are, and what is asked for by ARN knows the same partitions.
func TestPartitions(t *testing.T) {
	t.Parallel()
	resolver := ecs.NewDefaultEndpointResolverV2()
	for _, p := range partitions() {
		if len(strings.Fields(p.known)) == 0 {
			t.Errorf("%s has no region", p.id)
		}
		for _, r := range strings.Fields(p.known) {
			if is, ok := partitionOf(r); !ok || is.id != p.id {
				t.Errorf("%s is of %s, not %s", r, is.id, p.id)
			}
			for i, dual := range []bool{false, true} {
				e, err := resolver.ResolveEndpoint(t.Context(), ecs.EndpointParameters{Region: &r, UseDualStack: &dual})
				if err != nil || e.URI.Hostname() != "ecs."+r+p.suffixes[i] {
					t.Errorf("%s: %s, %v", r, e.URI.Host, err)
				}
			}
			if beside := RegionsBeside(r); !slices.Equal(beside, strings.Fields(p.known)) {
				t.Errorf("%s: %v", r, beside)
			}
		}
		if err := guard.CheckPattern("arn:" + p.id + ":ecs:*:*:cluster/prod"); err != nil {
			t.Error(err)
		}
	}
	if n := len(Regions()); n != 46 || len(RegionsBeside("local")) != n || Regions()[0] != "us-east-1" {
		t.Errorf("%d regions: %v", n, Regions())
	}
	if guard.CheckPattern("arn:aws-moon:ecs:*:*:cluster/prod") == nil {
		t.Error("a partition that there is not")
	}
	if slices.Contains(Suffixes("cn-north-1"), ".amazonaws.com") || !slices.Contains(Suffixes("local"), ".amazonaws.com") {
		t.Error("suffixes")
	}
}

// A place that is not at AWS may still be a way to AWS: its console link is given, with where the account is read. Only a simulated
// account has none.
func TestConsoleElsewhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at              Place
		link, elsewhere bool
	}{
		{Place{Region: "cn-north-1"}, true, false},
		{Place{Region: "cn-north-1", Endpoint: "https://vpce-1.ecs.cn-north-1.vpce.amazonaws.com.cn"}, true, false},
		{Place{Region: "cn-north-1", Endpoint: "http://127.0.0.1:9"}, true, true},
		{Place{Region: "us-east-1", Endpoint: "https://amazonaws.com.example"}, true, true},
		{Place{Region: "us-east-1", Endpoint: "http://127.0.0.1:9", Simulated: true}, false, true},
		{Place{Region: "zz-north-1", Endpoint: "http://127.0.0.1:9"}, false, true},
	} {
		link, why := c.at.Console("ecs/v2/clusters")
		if (link != "") != c.link || (why == "") != c.link || (c.at.Elsewhere() != "") != c.elsewhere {
			t.Errorf("%+v: %q, %q, %q", c.at, link, why, c.at.Elsewhere())
		}
	}
}
