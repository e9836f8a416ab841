export { createForms, formsName } from './forms.js'
export { createFormTimeout } from './timeout.js'
