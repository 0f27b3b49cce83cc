package exec

import "github.com/aws/session-manager-plugin/src/log"

// silentLog is a logger of session-manager-plugin's that says nothing: tests hold its packages against ours.
type silentLog struct{}

var _ log.T = silentLog{}

func (m silentLog) WithContext(...string) log.T { return m }

// Tracef says nothing, like the others.
func (silentLog) Tracef(string, ...any)          {}
func (silentLog) Debugf(string, ...any)          {}
func (silentLog) Infof(string, ...any)           {}
func (silentLog) Warnf(string, ...any) error     { return nil }
func (silentLog) Errorf(string, ...any) error    { return nil }
func (silentLog) Criticalf(string, ...any) error { return nil }
func (silentLog) Trace(...any)                   {}
func (silentLog) Debug(...any)                   {}
func (silentLog) Info(...any)                    {}
func (silentLog) Warn(...any) error              { return nil }
func (silentLog) Error(...any) error             { return nil }
func (silentLog) Critical(...any) error          { return nil }
func (silentLog) Flush()                         {}
func (silentLog) Close()                         {}
