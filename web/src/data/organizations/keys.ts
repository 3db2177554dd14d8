export const keys = { all: ['organizations'] as const };
