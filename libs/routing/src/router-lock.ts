/** Who makes offers holds this lock until its transaction ends: one at a time in the whole house, so that nobody rings twice. */
export const ROUTER_LOCK = 7183100;
