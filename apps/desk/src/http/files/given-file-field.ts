import type { Field } from '../input/body.js'
import { givenFileIn } from './form.js'
import type { GivenFile } from './given-file.js'

/** Of a form. */
export const givenFile = (required: boolean): Field<GivenFile> => ({
  required,
  read(value) {
    const file = givenFileIn(value)
    if (!file) return { message: 'must be a file, in multipart/form-data' }
    return file.isEmpty ? { message: 'must not be empty' } : { value: file }
  }
})
