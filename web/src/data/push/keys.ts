export const keys = { all: ['push'] as const };
