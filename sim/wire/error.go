package wire

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Error is an answer that refuses a call, as AWS words it.
type Error struct {
	Code    string // "ClusterNotFoundException"
	Message string
	Status  int // HTTP status; 0 means what the code implies
}

// Error reads as the SDK prints it: code, then message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// coded is what the SDK's own error types have in common.
type coded interface {
	ErrorCode() string
	ErrorMessage() string
}

// refusal turns whatever a handler returned into an Error. Errors without a
// code are faults of the simulator itself and become a ServerException.
func refusal(err error) *Error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	var c coded
	if errors.As(err, &c) {
		return &Error{Code: c.ErrorCode(), Message: c.ErrorMessage()}
	}
	return &Error{Code: "ServerException", Message: err.Error()}
}

// status is the HTTP status of the error: 500 where the server is to blame,
// 400 otherwise, unless the error says something else.
func (e *Error) status() int {
	switch {
	case e.Status != 0:
		return e.Status
	case e.Code == "ServerException", e.Code == "InternalFailure", strings.HasPrefix(e.Code, "InternalServer"):
		return http.StatusInternalServerError
	case e.Code == "ServiceUnavailable":
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

func malformed(format string, args ...any) *Error {
	return &Error{Code: "SerializationException", Message: fmt.Sprintf(format, args...)}
}

func unknownAction(action string) *Error {
	return &Error{Code: "UnknownOperationException", Message: "The requested operation " + action + " is not recognized by the service."}
}

func unsigned() *Error {
	return &Error{Code: "MissingAuthenticationTokenException", Message: "Request is missing Authentication Token"}
}

func denied(identity, service, action, resource string) *Error {
	verb := service + ":" + action
	return &Error{Code: "AccessDeniedException", Message: fmt.Sprintf(
		"User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action",
		identity, verb, resource, verb)}
}
