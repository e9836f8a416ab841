export { createLinks, LINKS, type LinkOpening, type Links } from './links.js'
