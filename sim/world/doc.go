// Package world is an invented Amazon ECS account that moves: clusters, services, deployments, tasks and container
// instances whose states follow one another as they do in AWS, at the times AWS takes, with AWS's own words.
//
// The package speaks in the input and output structs of the AWS SDK and in nothing else; it opens no socket, starts no
// goroutine and sets no timer. [World.Advance] plays everything due up to a moment, so a caller who advances to the
// wall clock before each request has a live account, and one who advances a test's clock has a repeatable one: the same
// seed and the same calls at the same times give the same ids and the same story.
//
// # Who owns what
//
// A World is a lock and groups of calls ([ECSCalls], [ContainerCalls], [WatchCalls], [BalanceCalls], [Stage], [Seeds]). A call takes the lock,
// copies its input and hands it to one of the parts below, which are made and connected in parts.go. A part knows only such as
// stand above it, but for two calls back: the waker has the scheduler look, and the stopper tells the breaker.
//
//	origin          the Region and the account: how ARNs begin
//	timeline        the moment, and what is still to happen
//	chance          the random numbers: ids, jitter
//	acceptance      what ECS accepts of a request
//	network         subnets, their zones, the addresses in them
//	outputs         which containers log to which group
//	providers       capacity providers
//	directory       clusters, which own their services, tasks and container instances; finds each of them
//	registry        task definitions; asks the directory whether one is in use
//	waker           when which service is looked at
//	fates           what is to befall which tasks; wakes services that wait for capacity
//	journal         service events
//	deployer        makes deployments, service revisions, service deployments and task sets
//
// Tasks move by themselves, from state to state, and wake their service at each step:
//
//	progress        the steps
//	stopper         the way down: stop, exit, failure, interruption
//	starter         the way up: network, secrets, image, containers, targets, health
//	breaker         what the end of a task means for its deployment: throttling, circuit breaker, rollback.
//	                The stopper tells it when a task has failed.
//
// A service that was woken is looked at:
//
//	placement       starts and stops tasks until a deployment has as many as it should
//	rollout         one turn of a rolling deployment, by placement; its completion
//	scheduler       looks: a rollout's turn, or the level of each task set; then whether the service rests, or is gone
//
// Calls of ECS:
//
//	serviceActions  create, update, delete, list and describe services, by the deployer and the stopper
//	history         service deployments and service revisions
//	taskSets        task sets, by the deployer
//	taskActions     run, start, stop, protect, list and describe tasks, by the starter and the stopper
//	fleet           container instances
//	capacityActions writes of capacity providers
//	tagging         tags, settings: account settings
//	seeder          services that have been there for a while
//
// What others see of the account:
//
//	gauge           the load of services, computed from the lives of their tasks
//	metrics         CloudWatch's metrics, from the gauge
//	scaling         Application Auto Scaling: what is registered, what it did; scales by serviceActions
//	alarms          CloudWatch's alarms, from scaling and the gauge
//	balancing       load balancers, target groups and their targets, from the services of the directory and as they were made
package world
