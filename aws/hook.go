package aws

import "time"

// Hook is a lifecycle hook of a service deployment. Type is AWS_LAMBDA or PAUSE; Status is AWAITING_ACTION, IN_PROGRESS,
// SUCCEEDED, FAILED or TIMED_OUT. One that nobody has answered at Expires does what Timeout says: ROLLBACK or CONTINUE.
type Hook struct {
	ID, Type, ARN, Status, Timeout string
	Expires                        time.Time
}
