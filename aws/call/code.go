package call

import (
	"strings"
	"unicode"

	"github.com/ecscope/ecscope/clean"
)

// kindOf sorts AWS's error codes. Messages matter where one code means several things.
func kindOf(code, message string) Kind {
	switch code {
	case "AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "UnauthorizedException", "ForbiddenException",
		"NotAuthorized", "OptInRequired", "SubscriptionRequiredException", "BlockedException":
		return Denied
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidGrantException", "RequestExpired":
		return Expired
	case "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationToken",
		"MissingAuthenticationTokenException", "IncompleteSignature", "IncompleteSignatureException", "AuthFailure",
		"InvalidSignatureException", "SignatureDoesNotMatch", "InvalidAccessKeyId", "RequestTimeTooSkewed":
		return Unsigned
	case "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
		"RequestLimitExceeded", "TooManyRequestsException", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete":
		return Throttled
	case "UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented", "NotImplementedError",
		"UnsupportedFeatureException", "UnsupportedOperation", "UnsupportedCommandException":
		return Unsupported
	case "ServerException", "InternalFailure", "InternalError", "InternalServerError", "InternalServerException", "InternalServiceException", "InternalServiceFault", "InternalServiceError",
		"ServiceUnavailable", "ServiceUnavailableException", "ServiceUnavailableError", "RequestTimeout", "RequestTimeoutException":
		return Server
	case "UpdateInProgressException", "ServiceNotActiveException", "ConflictException", "ResourceInUseException", "AttributeLimitExceededException":
		return Conflict
	case "ClientException":
		if strings.HasPrefix(message, "Unable to describe task definition") {
			return NotFound
		}
		return Invalid
	}
	switch {
	case strings.Contains(code, "NotFound"), strings.Contains(code, "DoesNotExist"):
		return NotFound
	case strings.HasPrefix(code, "Invalid"), strings.HasPrefix(code, "Validation"), strings.HasPrefix(code, "Missing"), strings.HasPrefix(code, "Malformed"),
		strings.HasPrefix(code, "Serialization"), strings.HasSuffix(code, "LimitExceededException"), code == "PlatformUnknownException":
		return Invalid
	}
	return Unknown
}

// phrase makes words of an error code that came without a message: "cluster not found".
func phrase(code string) string {
	var b strings.Builder
	for i, r := range strings.TrimSuffix(clean.Text(code), "Exception") {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
