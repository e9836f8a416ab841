/**
 * Something that is needed is away, full or locked: no event's and no caller's fault, and worth repeating for ever.
 * Every port's error of that kind extends it, so that whoever repeats or answers 503 needs to know no port.
 */
export abstract class InfrastructureFault extends Error {}

/** Somebody else does this work now, under a higher fence: whoever meets it stops. */
export abstract class TakenOver extends Error {}
