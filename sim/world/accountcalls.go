package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// AccountCalls are the calls about tags and the account's settings.
type AccountCalls struct {
	lock     sync.Locker
	tags     *tagging
	settings *settings
}

// ListTagsForResource lists the tags of a cluster, service, task, task definition, container instance or capacity
// provider.
func (c AccountCalls) ListTagsForResource(in *ecs.ListTagsForResourceInput) (*ecs.ListTagsForResourceOutput, error) {
	return do(c.lock, in, c.tags.list)
}

// TagResource adds or changes tags.
func (c AccountCalls) TagResource(in *ecs.TagResourceInput) (*ecs.TagResourceOutput, error) {
	return do(c.lock, in, c.tags.add)
}

// UntagResource removes tags by key.
func (c AccountCalls) UntagResource(in *ecs.UntagResourceInput) (*ecs.UntagResourceOutput, error) {
	return do(c.lock, in, c.tags.remove)
}

// ListAccountSettings lists the account's settings, 10 a page.
func (c AccountCalls) ListAccountSettings(in *ecs.ListAccountSettingsInput) (*ecs.ListAccountSettingsOutput, error) {
	return do(c.lock, in, c.settings.describe)
}

// PutAccountSetting sets an account setting of a principal, of all where none or the root user is named.
func (c AccountCalls) PutAccountSetting(in *ecs.PutAccountSettingInput) (*ecs.PutAccountSettingOutput, error) {
	return do(c.lock, in, c.settings.put)
}

// PutAccountSettingDefault sets an account setting of all principals that have none of their own.
func (c AccountCalls) PutAccountSettingDefault(in *ecs.PutAccountSettingDefaultInput) (*ecs.PutAccountSettingDefaultOutput, error) {
	return do(c.lock, in, c.settings.putDefault)
}

// DeleteAccountSetting takes back what was set.
func (c AccountCalls) DeleteAccountSetting(in *ecs.DeleteAccountSettingInput) (*ecs.DeleteAccountSettingOutput, error) {
	return do(c.lock, in, c.settings.remove)
}
