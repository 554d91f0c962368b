/* Bullet: when the shock wave of a bullet arrives beside its line of fire. */
#ifndef TACET_NETWORK_BULLET_H
#define TACET_NETWORK_BULLET_H

/* Seconds from the shot until its shock wave is heard `range_m` from the muzzle, `off_rad` (0 to
 * pi) off the line of fire, in still air; NAN where none comes: beside the cone, and where the
 * bullet is no faster than sound. `speed_m_s` at the muzzle; it falls as of a rifle. */
double bullet_heard_s(double range_m, double off_rad, double speed_m_s, double sound_speed_m_s);

/* The angle off the line of fire where the shock wave is heard so long after the shot; NAN when
 * nowhere at that range. */
double bullet_off_rad(double range_m, double heard_s, double speed_m_s, double sound_speed_m_s);

#endif
