package timetable

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// ListRules lists rules, 100 a page.
func (b *Rules) ListRules(in *eventbridge.ListRulesInput) (*eventbridge.ListRulesOutput, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []types.Rule
	for _, r := range b.rules {
		if strings.HasPrefix(*r.Name, value(in.NamePrefix)) {
			all = append(all, r.Rule)
		}
	}
	rules, next, err := page(all, func(r types.Rule) string { return *r.Name }, in.NextToken, in.Limit)
	return &eventbridge.ListRulesOutput{Rules: rules, NextToken: next}, err
}

// ListRuleNamesByTarget lists the rules that have a target, 100 a page.
func (b *Rules) ListRuleNamesByTarget(in *eventbridge.ListRuleNamesByTargetInput) (*eventbridge.ListRuleNamesByTargetOutput, error) {
	if value(in.TargetArn) == "" {
		return nil, notValid("TargetArn is required")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, r := range b.rules {
		if slices.ContainsFunc(r.targets, func(t types.Target) bool { return *t.Arn == *in.TargetArn }) {
			all = append(all, *r.Name)
		}
	}
	names, next, err := page(all, func(n string) string { return n }, in.NextToken, in.Limit)
	return &eventbridge.ListRuleNamesByTargetOutput{RuleNames: names, NextToken: next}, err
}

// DescribeRule describes a rule.
func (b *Rules) DescribeRule(in *eventbridge.DescribeRuleInput) (*eventbridge.DescribeRuleOutput, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := b.known(in.Name, in.EventBusName)
	if err != nil {
		return nil, err
	}
	return &eventbridge.DescribeRuleOutput{Arn: r.Arn, Name: r.Name, Description: r.Description, EventBusName: r.EventBusName,
		EventPattern: r.EventPattern, ManagedBy: r.ManagedBy, RoleArn: r.RoleArn, ScheduleExpression: r.ScheduleExpression, State: r.State,
		CreatedBy: &b.account}, nil
}

// ListTargetsByRule lists the targets of a rule, 100 a page.
func (b *Rules) ListTargetsByRule(in *eventbridge.ListTargetsByRuleInput) (*eventbridge.ListTargetsByRuleOutput, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := b.known(in.Rule, in.EventBusName)
	if err != nil {
		return nil, err
	}
	targets, next, err := page(slices.Clone(r.targets), func(t types.Target) string { return *t.Id }, in.NextToken, in.Limit)
	return &eventbridge.ListTargetsByRuleOutput{Targets: targets, NextToken: next}, err
}
