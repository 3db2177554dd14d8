/// <reference lib="webworker" />
import './pages.ts';
import './push.ts';
