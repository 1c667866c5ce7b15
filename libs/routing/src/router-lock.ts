/** Who makes offers, or holds waiting work in hand, has this lock until their transaction ends: one at a time in the whole house. */
export const ROUTER_LOCK = 7183100;
/** Whose session holds this one leads the routers. */
export const LEADER_LOCK = 7183101;
