/** The largest file that may be uploaded, for proxies to let through and clients to know. */
export const maxUploadBytes = 256 * 1024 * 1024;
