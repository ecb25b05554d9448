/** What the router logs in with where it calls the program. */
export const login = { PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' } as const;
