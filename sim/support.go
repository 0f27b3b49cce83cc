package sim

import (
	"github.com/ecscope/ecscope/sim/vault"
	"github.com/ecscope/ecscope/sim/wire"
)

// registerSupport gives the wire what task definitions name outside ECS: roles, secrets, parameters, and the registry.
func registerSupport(s *Server, clock Clock) {
	v := vault.New(vault.Options{Region: s.home.region, Account: s.home.account, Caller: s.home.caller(), Now: clock.Now, Named: s.world.Named, Keys: s.door.keys})
	sts := wire.Service{Name: "sts", Address: "2011-06-15", Space: "https://sts.amazonaws.com/doc/2011-06-15/"}
	wire.Query(s.wire, sts, "GetCallerIdentity", v.GetCallerIdentity)
	wire.Query(s.wire, sts, "AssumeRole", v.AssumeRole, "RoleArn", "RoleSessionName")
	iam := wire.Service{Name: "iam", Address: "2010-05-08", Space: "https://iam.amazonaws.com/doc/2010-05-08/"}
	wire.Query(s.wire, iam, "GetRole", v.GetRole, "RoleName")
	wire.Query(s.wire, iam, "CreateRole", v.CreateRole, "RoleName", "AssumeRolePolicyDocument")
	ssm := wire.Service{Name: "ssm", Address: "AmazonSSM", Upper: true}
	wire.JSON11(s.wire, ssm, "GetParameter", v.GetParameter, "Name")
	wire.JSON11(s.wire, ssm, "GetParameters", v.GetParameters, "Names")
	wire.JSON11(s.wire, ssm, "PutParameter", v.PutParameter, "Name", "Value")
	secrets := wire.Service{Name: "secretsmanager", Address: "secretsmanager", Upper: true}
	wire.JSON11(s.wire, secrets, "CreateSecret", v.CreateSecret, "Name")
	wire.JSON11(s.wire, secrets, "DescribeSecret", v.DescribeSecret, "SecretId")
	wire.JSON11(s.wire, secrets, "GetSecretValue", v.GetSecretValue, "SecretId")
	ecr := wire.Service{Name: "ecr", Address: "AmazonEC2ContainerRegistry_V20150921"}
	wire.JSON11(s.wire, ecr, "GetAuthorizationToken", v.GetAuthorizationToken)
}
