using Akka.Actor;
using Akka.TestKit.Xunit2;
using RaceSim.Actors;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Hosts.Akka.Tests;

/// <summary>What CPU, lock and process actors say to each other: one of them lives in Akka, everybody else is the test's probe.</summary>
public sealed class ProtocolTests : TestKit, IActorHost
{
    private const int Cpu0 = 0;
    private const int Cpu1 = 1;
    private const int Interrupt = 2;
    private const int Lock = 3;
    private const int Parent = 4;
    private const int Child = 5;

    private readonly Machine _machine = new();
    private readonly LockState _lock;
    private readonly ActorModel _model;

    public ProtocolTests()
    {
        foreach (var name in new[] { "CPU0", "CPU1", "CPU0 interrupt" })
        {
            _machine.AddCpu(name, 0);
        }

        _lock = _machine.AddLock("a", LockClass.Sketch);
        _machine.Shootdown = new OneInterrupt();
        _model = new ActorModel(_machine, [[new ThreadPlan(Cpu0, [new(Take), new(Take, Begins: 1)])], []], [0], null);
    }

    void IActorHost.Send(in Message message) => TestActor.Tell(message);

    [Fact]
    public void A_lock_grants_in_the_order_of_requests()
    {
        var actor = Hosted();
        foreach (var cpu in new[] { Cpu1, Cpu0, Interrupt })
        {
            actor.Tell(new Message(MessageKind.Acquire, cpu, Lock));
        }

        actor.Tell(new Message(MessageKind.Release, Cpu1, Lock));
        actor.Tell(new Message(MessageKind.Release, Cpu0, Lock));
        Assert.Equal([Cpu1, Cpu0, Interrupt], Receive(3).Select(m => m.Kind == MessageKind.Granted ? m.To : -1));
    }

    [Fact]
    public void Readers_share_and_do_not_overtake_a_writer()
    {
        var actor = Hosted();
        actor.Tell(new Message(MessageKind.AcquireShared, Cpu0, Lock));
        actor.Tell(new Message(MessageKind.Acquire, Cpu1, Lock));
        actor.Tell(new Message(MessageKind.AcquireShared, Interrupt, Lock));
        actor.Tell(new Message(MessageKind.Release, Cpu0, Lock));
        actor.Tell(new Message(MessageKind.Release, Cpu1, Lock));
        Assert.Equal([Cpu0, Cpu1, Interrupt], Receive(3).Select(m => m.To));
    }

    [Fact]
    public void A_lock_answers_a_try_and_a_look_at_its_queue()
    {
        var actor = Hosted();
        actor.Tell(new Message(MessageKind.TryAcquire, Cpu0, Lock));
        actor.Tell(new Message(MessageKind.TryAcquire, Cpu1, Lock));
        actor.Tell(new Message(MessageKind.Peek, Cpu0, Lock));
        actor.Tell(new Message(MessageKind.Acquire, Cpu1, Lock));
        actor.Tell(new Message(MessageKind.Peek, Cpu0, Lock));
        Assert.Equal([(Cpu0, 1L), (Cpu1, 0L), (Cpu0, 0L), (Cpu0, 1L)], Receive(4).Select(m => (m.To, m.Value)));
    }

    [Fact]
    public void A_release_by_who_does_not_hold_the_lock_is_an_error_and_grants_nothing()
    {
        var actor = Hosted();
        actor.Tell(new Message(MessageKind.Acquire, Cpu0, Lock));
        actor.Tell(new Message(MessageKind.Acquire, Cpu1, Lock));
        actor.Tell(new Message(MessageKind.Release, Interrupt, Lock));
        actor.Tell(new Message(MessageKind.Peek, Cpu0, Lock));
        Assert.Equal([MessageKind.Granted, MessageKind.Answered], Receive(2).Select(m => m.Kind));
        Assert.Equal("CPU0 interrupt gives up a, which it does not hold", _machine.Violation?.Message);
    }

    [Fact]
    public void A_cpu_asks_waits_and_goes_on_when_granted()
    {
        var actor = Hosted();
        actor.Tell(new Message(MessageKind.Execute, Parent, Cpu0, Content: (Func<Cpu, KernelPath>)Take));
        actor.Tell(new Message(MessageKind.Step, -1, Cpu0));
        Assert.Equal(new Message(MessageKind.Acquire, Cpu0, Lock), Receive(1)[0]);
        Assert.Equal(0UL, _machine.Runnable);
        actor.Tell(new Message(MessageKind.Granted, Lock, Cpu0));
        actor.Tell(new Message(MessageKind.Step, -1, Cpu0));
        Assert.Equal([new Message(MessageKind.Release, Cpu0, Lock), new Message(MessageKind.Completed, Cpu0, Parent)], Receive(2));
        Assert.Equal(0UL, _machine.Busy);
    }

    [Fact]
    public void An_interrupt_is_taken_while_the_thread_waits_for_a_lock()
    {
        var actor = Hosted();
        actor.Tell(new Message(MessageKind.Execute, Parent, Cpu0, Content: (Func<Cpu, KernelPath>)Take));
        actor.Tell(new Message(MessageKind.Execute, Parent, Cpu1, Content: (Func<Cpu, KernelPath>)Flush));
        actor.Tell(new Message(MessageKind.Step, -1, Cpu0));
        actor.Tell(new Message(MessageKind.Step, -1, Cpu1));
        var said = Receive(2);
        Assert.Equal(MessageKind.Acquire, said[0].Kind);
        Assert.Equal((MessageKind.FlushTlb, Interrupt), (said[1].Kind, said[1].To));
        actor.Tell(said[1]);
        actor.Tell(new Message(MessageKind.Step, -1, Interrupt));
        var acknowledgement = Receive(1)[0];
        Assert.Equal(new Message(MessageKind.FlushAcknowledged, Interrupt, Cpu1), acknowledgement);
        Assert.Equal(0UL, _machine.Runnable);
        actor.Tell(acknowledgement);
        Assert.Equal(new Message(MessageKind.Completed, Cpu1, Parent), Receive(1)[0]);
        Assert.Equal(1UL << Cpu0, _machine.Busy);
    }

    [Fact]
    public void A_process_issues_its_operations_in_order_and_begins_the_child_after_the_fork()
    {
        var actor = Hosted();
        actor.Tell(new Message(MessageKind.Begin, -1, Parent));
        actor.Tell(new Message(MessageKind.Completed, Cpu0, Parent));
        actor.Tell(new Message(MessageKind.Completed, Cpu0, Parent));
        Assert.Equal(
            [(MessageKind.Execute, Cpu0), (MessageKind.Execute, Cpu0), (MessageKind.Begin, Child)],
            Receive(3).Select(m => (m.Kind, m.To)));
    }

    [Fact]
    public void Supervision_tells_what_an_actor_threw_and_the_actor_goes_on()
    {
        var actors = Array.Empty<IActorRef>();
        Action<Message> receive = message =>
        {
            if (message.Kind == MessageKind.Begin)
            {
                throw new InvalidOperationException("out of luck");
            }

            TestActor.Tell(message);
        };
        Action<Exception> report = fault => TestActor.Tell(fault.Message);
        Action<IActorRef[]> created = all => TestActor.Tell(actors = all);
        Sys.ActorOf(Props.Create(() => new ModelSupervisor(_model, receive, report, created)));
        ExpectMsg<IActorRef[]>();
        actors[Lock].Tell(new Message(MessageKind.Begin, -1, Lock));
        ExpectMsg("out of luck");
        actors[Lock].Tell(new Message(MessageKind.Peek, Cpu0, Lock));
        ExpectMsg(new Message(MessageKind.Peek, Cpu0, Lock));
    }

    private IActorRef Hosted()
    {
        Action<Message> receive = message => _model.Actors[message.To].Receive(message, this);
        return Sys.ActorOf(Props.Create(() => new ModelActor(receive)));
    }

    private IReadOnlyList<Message> Receive(int count) => [.. ReceiveN(count).Cast<Message>()];

    private async KernelPath Take(Cpu cpu)
    {
        await cpu.Lock(_lock);
        await cpu.Unlock(_lock);
    }

    private static async KernelPath Flush(Cpu cpu) => await cpu.Take(Nothing.Instance, OperationKind.Flush);

    private sealed class Nothing : StepEffect
    {
        public static Nothing Instance { get; } = new();

        public override void Announce(Cpu cpu, ref Operation operation)
        {
        }

        public override long Perform(Cpu cpu, int value) => 0;
    }

    private sealed class OneInterrupt : IShootdown
    {
        private readonly int[] _targets = [Interrupt];

        public Func<Cpu, KernelPath> Handler => Handle;

        public ReadOnlySpan<int> Targets(Cpu cpu) => _targets;

        private static async KernelPath Handle(Cpu cpu) => await cpu.Take(Nothing.Instance, OperationKind.FlushInterrupt);
    }
}
