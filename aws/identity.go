package aws

// Identity is who AWS says the caller is (sts:GetCallerIdentity).
type Identity struct{ Account, ARN, User string }

// Place is where a client looks: Profile is empty where none is named, Endpoint where AWS's own is used.
type Place struct{ Profile, Region, Endpoint string }
