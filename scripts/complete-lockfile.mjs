// npm leaves out of the lockfile the optional packages of other platforms that its registry does not carry, and then
// `npm ci` refuses the lockfile as incomplete. This adds an entry for each: pinned to its version, without a checksum.
// Run it after `npm install`: node scripts/complete-lockfile.mjs
import { readFileSync, writeFileSync } from 'node:fs'

const file = 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8'))
const systems = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  netbsd: 'netbsd',
  aix: 'aix',
  win32: 'win32',
  wasi: 'wasi'
}
const cpus = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32']

function platformOf(name) {
  const words = name.split('/').at(-1).split('-')
  const os = Object.keys(systems).filter(system => words.includes(system))
  const cpu = cpus.filter(cpu => words.includes(cpu))
  return {
    ...(os.length > 0 && os[0] !== 'wasi' && { os }),
    ...(cpu.length > 0 && { cpu: [cpu[0]] }),
    ...(words.includes('musl') && { libc: ['musl'] })
  }
}

const isThere = (from, name) => {
  for (let at = from; ; at = at.slice(0, at.lastIndexOf('/node_modules/'))) {
    if (lock.packages[`${at}${at ? '/' : ''}node_modules/${name}`]) return true
    if (!at.includes('/node_modules/')) return Boolean(lock.packages[`node_modules/${name}`])
  }
}

let added = 0
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isThere(path, name)) continue
    if (!/^\d/.test(version)) throw new Error(`${path}: ${name}@${version} is not an exact version`)
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(dev && { dev }),
      optional: true,
      ...platformOf(name)
    }
    added++
  }
}
const root = { '': lock.packages[''] }
const sorted = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .sort(([a], [b]) => (a < b ? -1 : 1))
lock.packages = { ...root, ...Object.fromEntries(sorted) }
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(`${added} entries added\n`)
