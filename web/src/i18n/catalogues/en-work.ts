// What every page behind the sign-in needs, in one file.
export { default as problems } from '../../../texts/en/problems.json';
export { default as web } from '../../../texts/en/web.json';
