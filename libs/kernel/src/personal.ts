declare const sealedBrand: unique symbol
declare const personalBrand: unique symbol

/**
 * What is about a person, on its way into an event. Domain code can carry it and can't look inside:
 * only #privacy makes and opens it, so no decision can depend on it.
 */
export interface Personal {
  readonly [personalBrand]: 'personal'
}

/** Personal data as stored: base64url of key version, nonce, cipher text and tag (AES-256-GCM). */
export type Sealed = string & { readonly [sealedBrand]: 'sealed' }
