package exec

import "github.com/aws/session-manager-plugin/src/log"

// mute is a logger of session-manager-plugin's that says nothing: tests hold its packages against ours.
type mute struct{}

var _ log.T = mute{}

func (m mute) WithContext(...string) log.T { return m }

// Tracef says nothing, like the others.
func (mute) Tracef(string, ...any)          {}
func (mute) Debugf(string, ...any)          {}
func (mute) Infof(string, ...any)           {}
func (mute) Warnf(string, ...any) error     { return nil }
func (mute) Errorf(string, ...any) error    { return nil }
func (mute) Criticalf(string, ...any) error { return nil }
func (mute) Trace(...any)                   {}
func (mute) Debug(...any)                   {}
func (mute) Info(...any)                    {}
func (mute) Warn(...any) error              { return nil }
func (mute) Error(...any) error             { return nil }
func (mute) Critical(...any) error          { return nil }
func (mute) Flush()                         {}
func (mute) Close()                         {}
