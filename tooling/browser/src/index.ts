export { accessibilityFaults } from './accessibility.ts';
export type { BrowserErrorCode } from './error.ts';
export { BrowserError } from './error.ts';
export { findChromium } from './find-chromium.ts';
export { install } from './install.ts';
export { openBrowser } from './open-browser.ts';
