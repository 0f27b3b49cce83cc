package world

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// setting is an account setting; own says that somebody set it, so that it is listed without EffectiveSettings.
type setting struct {
	name      types.SettingName
	value     string
	own       bool
	principal string // whose it is; empty for the account's
}

func defaultSettings() []setting {
	return []setting{
		{types.SettingNameAwsvpcTrunking, "disabled", false, ""},
		{types.SettingNameContainerInsights, "disabled", false, ""},
		{types.SettingNameContainerInstanceLongArnFormat, "enabled", false, ""},
		{types.SettingNameDefaultLogDriverMode, "non-blocking", false, ""},
		{types.SettingNameFargateEventWindows, "disabled", false, ""},
		{types.SettingNameFargateFipsMode, "disabled", false, ""},
		{types.SettingNameFargateTaskRetirementWaitPeriod, "7", false, ""},
		{types.SettingNameGuardDutyActivate, "off", false, ""},
		{types.SettingNameServiceLongArnFormat, "enabled", false, ""},
		{types.SettingNameTagResourceAuthorization, "on", false, ""},
		{types.SettingNameTaskLongArnFormat, "enabled", false, ""},
	}
}

// takes are the values that a setting takes.
func (s setting) takes() []string {
	switch s.name {
	case types.SettingNameContainerInsights:
		return []string{"enabled", "disabled", "enhanced"}
	case types.SettingNameDefaultLogDriverMode:
		return []string{"blocking", "non-blocking"}
	case types.SettingNameFargateTaskRetirementWaitPeriod:
		return []string{"0", "7", "14"}
	case types.SettingNameGuardDutyActivate, types.SettingNameTagResourceAuthorization:
		return []string{"on", "off"}
	}
	return []string{"enabled", "disabled"}
}

// settable refuses what the API reference excludes of a cluster's settings and configuration.
func settable(settings []types.ClusterSetting, c *types.ClusterConfiguration) error {
	insights := setting{name: types.SettingNameContainerInsights}.takes()
	for _, s := range settings {
		if !slices.Contains(insights, value(s.Value)) {
			return invalid("%s is \"%s\". Use one of %s. (the simulator's wording)", s.Name, value(s.Value), strings.Join(insights, ", "))
		}
	}
	if c != nil && c.ExecuteCommandConfiguration != nil {
		if e := c.ExecuteCommandConfiguration; e.Logging == types.ExecuteCommandLoggingOverride && e.LogConfiguration == nil {
			return invalid("The logging OVERRIDE needs a logConfiguration. (the simulator's wording)")
		}
	}
	return nil
}

// settings are the account's, and those of single principals.
type settings struct {
	origin
	list []setting // by name, the account's first
}

// root is the principal whose settings are the account's.
func (x *settings) root() string { return "arn:aws:iam::" + x.number + ":root" }

// whose is the principal of a call as it is kept.
func (x *settings) whose(principal *string) string {
	if value(principal) == x.root() {
		return ""
	}
	return value(principal)
}

func (x *settings) view(s setting, principal string) types.Setting {
	return types.Setting{Name: s.name, Value: new(s.value), PrincipalArn: new(either(principal, x.root())), Type: types.SettingTypeUser}
}

// of are the settings that hold for a principal: its own before the account's.
func (x *settings) of(principal string) (all []setting) {
	for _, s := range x.list {
		switch {
		case s.principal == "":
			all = append(all, s)
		case s.principal == principal:
			all[len(all)-1] = s // the account's is just before
		}
	}
	return all
}

func (x *settings) describe(in *ecs.ListAccountSettingsInput) (*ecs.ListAccountSettingsOutput, error) {
	principal := x.whose(in.PrincipalArn)
	found := slices.DeleteFunc(x.of(principal), func(s setting) bool {
		return !s.own && !in.EffectiveSettings || in.Name != "" && in.Name != s.name || in.Value != nil && *in.Value != s.value
	})
	size := &in.MaxResults
	if in.MaxResults == 0 {
		size = nil
	}
	page, next, err := list[setting]{
		query: fmt.Sprint("settings", in.Name, in.EffectiveSettings, value(in.Value), principal), token: in.NextToken, size: size,
		def: 10, max: 10, items: found, key: func(s setting) string { return string(s.name) },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &ecs.ListAccountSettingsOutput{Settings: []types.Setting{}, NextToken: next}
	for _, s := range page {
		out.Settings = append(out.Settings, x.view(s, principal))
	}
	return out, nil
}

// set changes a setting of a principal, or the account's.
func (x *settings) set(name types.SettingName, text, principal string) (*types.Setting, error) {
	s := setting{name, text, true, principal}
	if takes := s.takes(); !slices.Contains(takes, text) {
		return nil, invalid("%s is \"%s\". Use one of %s. (the simulator's wording)", name, text, strings.Join(takes, ", "))
	}
	x.forget(name, principal)
	x.keep(s)
	return new(x.view(s, principal)), nil
}

func (x *settings) keep(s setting) {
	x.list = append(x.list, s)
	slices.SortFunc(x.list, func(a, b setting) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.principal, b.principal))
	})
}

func (x *settings) forget(name types.SettingName, principal string) {
	x.list = slices.DeleteFunc(x.list, func(s setting) bool { return s.name == name && s.principal == principal })
}

func (x *settings) put(in *ecs.PutAccountSettingInput) (*ecs.PutAccountSettingOutput, error) {
	s, err := x.set(in.Name, value(in.Value), x.whose(in.PrincipalArn))
	if err != nil {
		return nil, err
	}
	return &ecs.PutAccountSettingOutput{Setting: s}, nil
}

func (x *settings) putDefault(in *ecs.PutAccountSettingDefaultInput) (*ecs.PutAccountSettingDefaultOutput, error) {
	s, err := x.set(in.Name, value(in.Value), "")
	if err != nil {
		return nil, err
	}
	return &ecs.PutAccountSettingDefaultOutput{Setting: s}, nil
}

// remove takes back what was set; the answer is what holds from then on.
func (x *settings) remove(in *ecs.DeleteAccountSettingInput) (*ecs.DeleteAccountSettingOutput, error) {
	principal := x.whose(in.PrincipalArn)
	x.forget(in.Name, principal)
	if principal == "" {
		for _, s := range defaultSettings() {
			if s.name == in.Name {
				x.keep(s)
			}
		}
	}
	for _, s := range x.of(principal) {
		if s.name == in.Name {
			return &ecs.DeleteAccountSettingOutput{Setting: new(x.view(s, principal))}, nil
		}
	}
	return nil, invalid("Name cannot be empty.")
}
