/** What stands where a secret was. */
export const secretMark = '[secret]';
