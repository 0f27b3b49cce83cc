package guard

import (
	"errors"
	"strings"
	"testing"
)

const id = "0123456789abcdef0123456789abcdef"

func ours() Thing {
	return Thing{Region: "us-east-1", Account: "111122223333", Cluster: "prod", Service: "checkout", Task: id, Revision: "shop:42"}
}

func alone() Thing {
	t := ours()
	t.Service = ""
	return t
}

func TestName(t *testing.T) {
	t.Parallel()
	of := func(resource string) string { return "arn:aws:ecs:us-east-1:111122223333:" + resource }
	for pattern, want := range map[string]string{ // of a task of checkout, and of one that no service started
		"prod": "checkout shop", "pro?": "checkout shop", "[a-p]rod": "checkout shop", "*": "checkout shop", "prod/*": "checkout shop", "*/*": "checkout shop",
		"checkout": "checkout -", "prod/checkout": "checkout -", "*/check*": "checkout -", "staging/checkout": "- -",
		"shop": "checkout shop", "shop:42": "checkout shop", "shop:4": "- -", "prod/shop": "- shop", "prod/shop:4?": "checkout shop",
		id: "checkout shop", "prod/" + id: "checkout shop", "prod/api": "- -", "staging": "- -",
		of("*"): "checkout shop", of("cluster/prod"): "checkout shop", of("cluster/p*"): "checkout shop", of("cluster/staging"): "- -",
		of("service/prod/checkout"): "checkout -", of("service/checkout"): "checkout -", of("service/prod/*"): "checkout -", of("service/staging/checkout"): "- -",
		of("task/prod/" + id): "checkout shop", of("task/" + id): "checkout shop", of("task/prod/" + strings.Repeat("0", 32)): "- -",
		of("task-definition/shop"): "checkout shop", of("task-definition/shop:42"): "checkout shop", of("task-definition/shop:*"): "checkout shop",
		of("task-definition/shop:7"): "- -", of("*/prod"): "checkout shop",
		"arn:aws-us-gov:ecs:us-east-1:111122223333:cluster/prod": "checkout shop", "arn:*:ecs:us-*:*:cluster/prod": "checkout shop",
		"arn:aws:ecs:eu-west-1:111122223333:cluster/prod": "- -", "arn:aws:ecs:us-east-1:999999999999:cluster/prod": "- -",
	} {
		if err := CheckPattern(pattern); err != nil {
			t.Errorf("%q: %v", pattern, err)
		}
		g := Guard{Protected: []string{"other", pattern}}
		name := func(t Thing) string {
			if n := g.Name(t); n != "" {
				return n
			}
			return "-"
		}
		if got := name(ours()) + " " + name(alone()); got != want {
			t.Errorf("%q wants %q typed, not %q", pattern, got, want)
		}
	}
	task := Guard{Protected: []string{of("task/prod/" + id)}}
	service := ours()
	service.Task = ""
	if task.Name(service) != "checkout" {
		t.Error("a change of a service may replace a protected task")
	}
	unknown := Guard{Protected: []string{of("cluster/prod")}}
	if unknown.Name(Thing{Cluster: "prod", Task: id}) != "prod" {
		t.Error("what is not known protects nothing")
	}
}

func TestCheckPattern(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"", "[", "a/b/c", "a,b", "a b", "/a", "a/", "a//b", "prod.eu", "prod/*/x", "{a,b}", "prod:checkout", "shop:[a-f]", "[.]", `\.`, "é", "[!a]x",
		"prod:", ":42", "a:1:2", strings.Repeat("a", 256), "arn:", "arn:aws:ecs:us-east-1:111122223333", "arn:aws:ecs:us-east-1:111122223333:",
		"arn:aws:ecs:us-east-1:111122223333:cluster", "arn:aws:ecs:us-east-1:111122223333:cluster/", "arn:aws:ecs:us-east-1:111122223333:cluster/a/b",
		"arn:aws:ecs:us-east-1:111122223333:service/a/b/c", "arn:aws:ecs:us-east-1:111122223333:container-instance/prod/" + id,
		"arn:aws:ecs:us-east-1:111122223333:task/prod/0123", "arn:aws:ecs:us-east-1:111122223333:task/prod/checkout", "arn:aws:ecs:us-east-1:111122223333:task-definition/a:b",
		"arn:aws:ecs:us-east-1:1234:cluster/prod", "arn:aws:ecs::111122223333:cluster/prod", "arn:aws:ecs:us-east-1::cluster/prod", "arn:aws:ecs:useast1:111122223333:cluster/prod",
		"arn:aws:ecs:us-east-1:11112222333x:cluster/prod", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", "arn:awz:ecs:us-east-1:111122223333:cluster/prod",
		"ARN:aws:ecs:us-east-1:111122223333:cluster/prod", "arn:aws:ecs:us-east-1:111122223333:cluster/pr.d"} {
		if CheckPattern(pattern) == nil {
			t.Errorf("%q can match nothing and is accepted", pattern)
		}
		if (Guard{Protected: []string{pattern}}).Name(ours()) != "" {
			t.Errorf("%q matches something", pattern)
		}
	}
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	for mode, allowed := range map[Mode][]bool{Free: {true, true, true, true, true, true, true}, ReadOnly: {true, false, false, false, false, false, false},
		AllowForwards: {true, false, false, false, false, false, true}} {
		for r, want := range allowed {
			if err := (Guard{Mode: mode}).Refuse(Reach(r)); (err == nil) != want || err != nil && !errors.Is(err, ErrReadOnly) {
				t.Errorf("%s, %d: %v", mode, r, err)
			}
		}
		var again Mode
		if err := again.Set(mode.String()); err != nil || again != mode {
			t.Errorf("%s is read as %s: %v", mode, again, err)
		}
	}
}
