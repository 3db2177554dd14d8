// What the first page needs, in one file.
export { default as guest } from '../../../texts/en/guest.json';
export { default as shared } from '../../../texts/en/shared.json';
