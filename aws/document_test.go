package aws

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/sim"
)

const rawRevision = `{"tags":[{"key":"team","value":"red"}],"taskDefinition":{"zebra":1,"family":"api","revision":1e0,
"registeredAt":1.7E9,"deregisteredAt":1700000000.25,"newThing":{"a":[],"b":{}, "expiresAt": 1700000001},
"containerDefinitions":[{"name":"app","environment":[{"name":"DB_PASSWORD","value":"hunter2"},{"name":"LEVEL","value":"info\u001b[31m"},
{"value":"AKIAIOSFODNN7EXAMPLE","name":"X"},{"name":"BARE"}],"command":["--db","postgres://u:pw@db/x"],
"logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"abc","tag":"x"}},"secrets":[{"name":"API_KEY","valueFrom":"arn:aws:ssm:x"}]}]}}`

func TestDescribe(t *testing.T) {
	t.Parallel()
	c, _ := client(t, awstest.Server(t, func(w http.ResponseWriter, _ *http.Request, _, _ string) { _, _ = io.WriteString(w, rawRevision) }))
	d, err := c.Describe(t.Context(), Ref{Thing: RevisionThing, ID: "api:1"}, false)
	if err != nil {
		t.Fatal(err)
	}
	if d.Masked != 4 {
		t.Errorf("%d masked", d.Masked)
	}
	at := -1
	for _, s := range []string{`"zebra": 1`, `"family": "api"`, `"revision": 1e0`, `"registeredAt": "2023-11-14T22:13:20Z"`,
		`"deregisteredAt": "2023-11-14T22:13:20.25Z"`, `"a": []`, `"b": {}`, `"expiresAt": "2023-11-14T22:13:21Z"`,
		`"value": "********"`, `"value": "info"`, `"splunk-token": "********"`, `"valueFrom": "arn:aws:ssm:x"`, `"key": "team"`} {
		i := strings.Index(d.Text, s)
		if i <= at {
			t.Errorf("%s is at %d, after %d", s, i, at)
		}
		at = i
	}
	for _, s := range []string{"hunter2", "AKIA", "pw@", "abc"} {
		if strings.Contains(d.Text, s) {
			t.Errorf("%s is in the clear", s)
		}
	}
	if !json.Valid([]byte(d.Text)) {
		t.Errorf("no JSON: %s", d.Text)
	}
	d, err = c.Describe(t.Context(), Ref{Thing: RevisionThing, ID: "api:1"}, true)
	if err != nil || d.Masked != 0 || !strings.Contains(d.Text, "hunter2") {
		t.Errorf("asked for secrets: %v, %d masked", err, d.Masked)
	}
}

func TestDescribeEachThing(t *testing.T) {
	t.Parallel()
	o := population(1, 1, 1)
	o.Population.Instances = 1
	_, c, _ := simulate(t, o)
	tasks, err := awstest.Collect(c.Tasks(t.Context(), TaskQuery{Cluster: "cluster-1"}))
	if err != nil || len(tasks) == 0 {
		t.Fatal(tasks, err)
	}
	instances, err := awstest.Collect(c.Instances(t.Context(), "cluster-1"))
	if err != nil || len(instances) != 2 || !instances[1].Described || instances[1].CPU == 0 {
		t.Fatal(instances, err)
	}
	history, err := awstest.Collect(c.Deployments(t.Context(), "cluster-1", "service-0001"))
	if err != nil || len(history) != 2 || history[0].Described || !history[1].Described || history[1].Revision != "service-0001:1" || len(history[1].Images) == 0 {
		t.Fatalf("%+v, %v", history, err)
	}
	for r, want := range map[Ref]string{
		{ClusterThing, "", "cluster-1"}:                `"clusterName": "cluster-1"`,
		{ServiceThing, "cluster-1", "service-0001"}:    `"serviceName": "service-0001"`,
		{TaskThing, "cluster-1", tasks[0].ID}:          tasks[0].ARN,
		{RevisionThing, "", "service-0001:1"}:          `"family": "service-0001"`,
		{InstanceThing, "cluster-1", instances[0].ID}:  instances[0].ARN,
		{DeploymentThing, "cluster-1", history[0].ARN}: `"serviceDeploymentArn": "` + history[0].ARN,
	} {
		d, err := c.Describe(t.Context(), r, false)
		if err != nil || !strings.Contains(d.Text, want) || !json.Valid([]byte(d.Text)) {
			t.Errorf("%+v: %v\n%s", r, err, d.Text)
		}
	}
	for _, r := range []Ref{{ServiceThing, "cluster-1", "nope"}, {ClusterThing, "", "nope"}, {TaskThing, "cluster-1", strings.Repeat("0", 32)}} {
		if _, err := c.Describe(t.Context(), r, false); call.KindOf(err) != call.NotFound {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if _, err := c.Describe(t.Context(), Ref{Thing: "pigeon"}, false); call.KindOf(err) != call.Invalid {
		t.Errorf("a pigeon: %v", err)
	}
}

func TestRevisionsAreLazy(t *testing.T) {
	t.Parallel()
	s, c, _ := simulate(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 1, Revisions: 350}})
	first := func() []string { return []string{"service-0001:350", "349", "service-0001:12"} }
	rows, err := awstest.Collect(c.Revisions(t.Context(), "service-0001", first))
	if err != nil {
		t.Fatal(err)
	}
	full := map[int]bool{}
	for _, r := range rows {
		if r.Described {
			full[r.Number] = true
		}
	}
	if len(rows) != 353 || rows[0].Number != 350 || len(full) != 3 || !full[350] || !full[349] || !full[12] {
		t.Errorf("%d rows, described %v", len(rows), full)
	}
	if n := s.Calls().Count("DescribeTaskDefinition"); n != 3 {
		t.Errorf("%d descriptions", n)
	}
	rows, err = awstest.Collect(c.Revisions(t.Context(), "service-0001", first))
	if err != nil || len(rows) != 350 || !rows[0].Described || s.Calls().Count("DescribeTaskDefinition") != 3 {
		t.Errorf("again: %d rows, %v, %d descriptions", len(rows), err, s.Calls().Count("DescribeTaskDefinition"))
	}
	rows[0].Containers[0].Name = "spoiled"
	r, err := c.Revision(t.Context(), "service-0001:350")
	if err != nil || r.Containers[0].Name == "spoiled" || s.Calls().Count("DescribeTaskDefinition") != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := c.Revision(t.Context(), "service-0001"); err != nil || r.Number != 350 {
		t.Errorf("newest: %d, %v", r.Number, err)
	}
	if _, err := c.Revision(t.Context(), "nope:1"); call.KindOf(err) != call.NotFound {
		t.Errorf("nope: %v", err)
	}
	if families, err := awstest.Collect(c.Families(t.Context())); err != nil || fmt.Sprint(families) != "[service-0001]" {
		t.Errorf("%v, %v", families, err)
	}
}
