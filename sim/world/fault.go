package world

import "fmt"

// Fault is a request that ECS refuses: the exception's name and its message, both as AWS writes them.
type Fault struct {
	Code    string // e.g. ClusterNotFoundException
	Message string
}

// Error joins code and message.
func (f *Fault) Error() string { return f.Code + ": " + f.Message }

func fault(code, format string, args ...any) *Fault {
	return &Fault{Code: code, Message: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) *Fault {
	return fault("InvalidParameterException", format, args...)
}

func refused(format string, args ...any) *Fault {
	return fault("ClientException", format, args...)
}
