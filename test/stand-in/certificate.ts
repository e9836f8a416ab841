import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  readonly key: Buffer
  readonly certificate: Buffer
  /** Where the certificate lies, as its own authority. */
  readonly caFile: string
}

/** A certificate for a host or an address (`IP:127.0.0.1`, `DNS:localhost`), good for two days; made by openssl. */
export function certificateFor(subjectAltName: string, directory: string): Certificate {
  const keyFile = join(directory, 'key.pem')
  const caFile = join(directory, 'certificate.pem')
  const args = [
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    [
      '-keyout',
      keyFile,
      '-out',
      caFile,
      '-subj',
      '/CN=stand-in',
      '-addext',
      `subjectAltName=${subjectAltName}`
    ]
  ].flat()
  execFileSync('openssl', args, { stdio: 'pipe' })
  return { key: readFileSync(keyFile), certificate: readFileSync(caFile), caFile }
}
