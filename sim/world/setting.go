package world

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// setting is an account setting; own says that somebody set it, so that it is listed without EffectiveSettings.
type setting struct {
	name  types.SettingName
	value string
	own   bool
}

func defaultSettings() []setting {
	return []setting{
		{types.SettingNameAwsvpcTrunking, "disabled", false},
		{types.SettingNameContainerInsights, "disabled", false},
		{types.SettingNameContainerInstanceLongArnFormat, "enabled", true},
		{types.SettingNameDefaultLogDriverMode, "non-blocking", false},
		{types.SettingNameFargateEventWindows, "disabled", false},
		{types.SettingNameFargateFipsMode, "disabled", false},
		{types.SettingNameFargateTaskRetirementWaitPeriod, "7", false},
		{types.SettingNameGuardDutyActivate, "off", false},
		{types.SettingNameServiceLongArnFormat, "enabled", true},
		{types.SettingNameTagResourceAuthorization, "on", false},
		{types.SettingNameTaskLongArnFormat, "enabled", true},
	}
}

// settings are the account's.
type settings struct {
	origin
	list []setting
}

func (x *settings) describe(in *ecs.ListAccountSettingsInput) (*ecs.ListAccountSettingsOutput, error) {
	principal := either(value(in.PrincipalArn), "arn:aws:iam::"+x.number+":root")
	var found []setting
	for _, s := range x.list {
		if (s.own || in.EffectiveSettings) && (in.Name == "" || in.Name == s.name) && (in.Value == nil || *in.Value == s.value) {
			found = append(found, s)
		}
	}
	size := &in.MaxResults
	if in.MaxResults == 0 {
		size = nil
	}
	page, next, err := list[setting]{
		query: fmt.Sprint("settings", in.Name, in.EffectiveSettings, value(in.Value)), token: in.NextToken, size: size,
		def: 10, max: 10, items: found, key: func(s setting) string { return string(s.name) },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &ecs.ListAccountSettingsOutput{Settings: []types.Setting{}, NextToken: next}
	for _, s := range page {
		v := types.Setting{Name: s.name, Value: new(s.value), PrincipalArn: new(principal), Type: types.SettingTypeUser}
		out.Settings = append(out.Settings, v)
	}
	return out, nil
}
