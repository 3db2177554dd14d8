// What the first page needs, in one file.
export { default as guest } from '../../../texts/fa/guest.json';
export { default as shared } from '../../../texts/fa/shared.json';
