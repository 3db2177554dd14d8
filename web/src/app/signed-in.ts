// Everything that each page behind the sign-in needs: it is loaded as one file.
export { prepareBoard } from '../features/board/prepare.ts';
export { homeOf } from '../features/teams/home.ts';
export { restoreKept } from './kept.ts';
export { SessionLayout } from './session-layout.tsx';
export { startSession } from './session.ts';
export { Shell } from './shell/shell.tsx';
