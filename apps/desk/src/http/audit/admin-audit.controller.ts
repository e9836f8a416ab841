import { Inject, Post } from '@nestjs/common'
import { isConsistent, Malformed, parseCheckpoint, parseNote, signersOf, vkeyOf } from '#audit'
import { actorOf } from '#domain'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { parseBody, required, text } from '../input/body.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { problemOf } from '../problems/refusals.js'

type Checked = { readonly fits: boolean; readonly signed: boolean; readonly detail: string }

/** What operators of the proofs do. */
@Scope('admin')
@ApiController('admin/audit')
export class AdminAuditController {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  @Post('origins')
  async newOrigin(@TheCall() call: Call): Promise<Answer> {
    const { reason } = parseBody(call.body, { reason: required(text(500)) })
    const done = await this.deps.audit.newOrigin(reason, actorOf(call.principal))
    if (!done.ok) throw problemOf(done)
    return { status: 200, headers: {}, body: { from: done.value.from, to: done.value.to } }
  }

  @Post('key-rotations')
  async rotate(@TheCall() call: Call): Promise<Answer> {
    const done = await this.deps.audit.rotateKeys(actorOf(call.principal))
    if (!done.ok) throw problemOf(done)
    return { status: 200, headers: {}, body: { keys: done.value.keys.map(vkeyOf) } }
  }

  /** A checkpoint from elsewhere that this log's keys have signed and that does not fit stops sealing. */
  @Post('checks')
  async check(@TheCall() call: Call): Promise<Answer> {
    const { note } = parseBody(call.body, { note: required(text(100_000)) })
    const checked = await this.#check(note)
    if (checked.signed && !checked.fits) {
      const stopped = await this.deps.audit.stopFor(checked.detail)
      if (!stopped.ok) throw problemOf(stopped)
    }
    return { status: 200, headers: {}, body: { ...checked } }
  }

  async #check(note: string): Promise<Checked> {
    const { audit } = this.deps
    const origin = await audit.origin()
    try {
      const parsed = parseNote(note)
      const { size, root, ...other } = parseCheckpoint(parsed.text)
      const unknown = { fits: false, signed: false, detail: 'it is signed by no key of this log' }
      if (origin === undefined || signersOf(parsed, audit.keys(other.origin)).kind !== 'signed')
        return unknown
      if (other.origin !== origin)
        return {
          fits: false,
          signed: false,
          detail: `it is of the origin ${other.origin}, this log's is ${origin}`
        }
      const sealed = await audit.seal()
      const latest = sealed.ok ? sealed.value.checkpoint : await audit.proofs.latest()
      if (!latest || size > latest.size)
        return { fits: false, signed: true, detail: `it has ${size} entries, this log ${latest?.size ?? 0}` }
      const proof = await audit.proofs.consistency(size, latest.size)
      return isConsistent({ size, root }, latest, size === latest.size ? [] : proof)
        ? { fits: true, signed: true, detail: `the log of ${latest.size} entries begins with it` }
        : {
            fits: false,
            signed: true,
            detail: `the first ${size} entries of this log are not those that it has signed`
          }
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      return { fits: false, signed: false, detail: error.message }
    }
  }
}
