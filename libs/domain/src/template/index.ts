export * from './languages.js'
export { type Format, isWebAddress, type TemplateFormat } from './markup.js'
export * from './template.js'
export { isTemplateVariable, templateVariables } from './variables.js'
