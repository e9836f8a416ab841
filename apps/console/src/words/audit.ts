import { inLanguage } from './language.js'

const en = {
  checkpoints: 'Checkpoints',
  checkpointsHint:
    'Each signs everything that was recorded before it. The log can not be changed afterwards without contradicting one of them.',
  size: 'Entries',
  sealed: 'Sealed',
  root: 'Root',
  anchors: 'Anchored at',
  noCheckpoint: 'Nothing is sealed yet.',
  seal: 'Seal now',
  sealedNow: 'Sealed.',
  here: 'nowhere else yet',
  population: 'Population and samples',
  populationHint:
    'The tickets created in a period, counted and fingerprinted; a sample is chosen by your own seed, so nobody here can choose it for you.',
  from: 'From',
  to: 'Until (not included)',
  seed: 'Your seed',
  howMany: 'How many',
  draw: 'Draw a sample',
  count: 'Tickets',
  digest: 'Fingerprint (SHA-256 over the ids)',
  sample: 'Sample',
  ticket: 'Ticket',
  check: 'Check this yourself',
  checkHint: 'You need nothing of ours but the keys below, which you should have from elsewhere too.',
  keys: 'Verifier keys',
  bundleStep: 'Open a ticket, download its evidence, and check it:',
  exportStep: 'Or check the whole log, on the desk’s own machine:',
  find: 'Find a ticket',
  findHint: 'By its code; the page of the ticket has its history step by step.',
  code: 'Code',
  open: 'Find'
}
export const auditWords = inLanguage(en)
