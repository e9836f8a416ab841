/** What is imported and exported as rows. */
export interface ImportedKind {
  readonly kind: 'template' | 'article'
  readonly path: 'templates' | 'articles'
  readonly name: 'Template' | 'Article'
  /** Fields that are lists, or may be numbers: a cell of CSV says them in its way. */
  readonly lists: readonly string[]
  readonly numbers: readonly string[]
}

export const importedKinds: readonly ImportedKind[] = [
  { kind: 'template', path: 'templates', name: 'Template', lists: ['tags'], numbers: [] },
  { kind: 'article', path: 'articles', name: 'Article', lists: ['keywords'], numbers: ['source_version'] }
]
