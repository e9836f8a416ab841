/** What a verifier found. The worst decides: `untrusted` before `differs` before `missing`. */
export interface Finding {
  readonly kind: 'untrusted' | 'differs' | 'missing'
  readonly what: string
  readonly stream?: string
  readonly revision?: number
  readonly event?: string
}

export const exitCodeOf = (findings: readonly Finding[]): 0 | 1 | 3 | 4 => {
  const has = (kind: Finding['kind']) => findings.some(finding => finding.kind === kind)
  return has('untrusted') ? 4 : has('differs') ? 1 : has('missing') ? 3 : 0
}
