/* Scene file: weapons: guns with their bullets, heavy weapons with their impacts, charges. */
#include "scene_reader.h"

static void read_bullet(struct scene_reader *reader, const struct tct_yaml_node *weapon,
                        struct tct_scene_weapon *ret)
{
    static const char *const keys[] = {"diameter_mm", "length_mm", "speed_m_s", "drag_per_km",
                                       "range_m"};
    const struct tct_yaml_node *map = tct_yaml_find(weapon, "bullet");
    double diameter_mm = 0.0, length_mm = 0.0, drag_per_km = 0.0;
    ret->bullet_range_m = 2000.0;
    if (map == NULL)
        return;
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_need_number(reader, map, "diameter_mm", 1.0, 500.0, &diameter_mm);
    scene_need_number(reader, map, "length_mm", 1.0, 3000.0, &length_mm);
    scene_need_number(reader, map, "speed_m_s", 50.0, 3000.0, &ret->bullet.speed_m_s);
    scene_number(reader, map, "drag_per_km", 0.0, 100.0, &drag_per_km);
    scene_number(reader, map, "range_m", 1.0, 10000.0, &ret->bullet_range_m);
    ret->bullet.diameter_m = 1e-3 * diameter_mm;
    ret->bullet.length_m = 1e-3 * length_mm;
    ret->bullet.drag_per_m = 1e-3 * drag_per_km;
}

static void read_weapon(struct scene_reader *reader, const struct tct_yaml_node *map,
                        struct tct_scene_weapon *ret)
{
    static const char *const kinds[] = {"gun", "launch", "charge"};
    static const char *const gun_keys[] = {
        "kind",   "peak_pa",         "positive_phase_s", "bullet",
        "impact", "shell_speed_m_s", "front_to_rear_db"};
    static const char *const charge_keys[] = {"kind", "charge_kg"};
    size_t kind = TCT_SCENE_GUN;
    if (tct_yaml_kind(map) != TCT_YAML_MAP)
        scene_fail(reader, map, "a map");
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_choice(tct_yaml_find(map, "kind"), kinds, TCT_COUNT(kinds), &kind,
                                         reader->err);
    ret->kind = (enum tct_scene_weapon_kind)kind;
    if (ret->kind == TCT_SCENE_CHARGE) {
        scene_keys(reader, map, charge_keys, TCT_COUNT(charge_keys));
        scene_need_number(reader, map, "charge_kg", 1e-3, 1e4, &ret->charge_kg);
        return;
    }
    scene_keys(reader, map, gun_keys, TCT_COUNT(gun_keys));
    scene_need_number(reader, map, "peak_pa", 1e-6, 1e7, &ret->peak_pa);
    scene_need_number(reader, map, "positive_phase_s", 5e-5, 0.1, &ret->positive_phase_s);
    scene_number(reader, map, "front_to_rear_db", 0.0, 40.0, &ret->front_to_rear_db);
    ret->shell_speed_m_s = 250.0;
    scene_number(reader, map, "shell_speed_m_s", 10.0, 3000.0, &ret->shell_speed_m_s);
    read_bullet(reader, map, ret);
}

/* What goes off where a shell comes down: another weapon, whatever its place in the map. */
static void read_impact(struct scene_reader *reader, const struct tct_yaml_node *map,
                        const char *const *names, size_t count, struct tct_scene_weapon *ret)
{
    const struct tct_yaml_node *node = tct_yaml_find(map, "impact");
    size_t index = 0;
    if (reader->status != TCT_OK || node == NULL)
        return;
    reader->status = tct_yaml_choice(node, names, count, &index, reader->err);
    ret->impact = (uint32_t)index + 1;
}

void scene_read_weapons(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    struct tct_scene *scene = &reader->file->scene;
    const struct tct_yaml_node *map = tct_yaml_find(root, "weapons");
    if (map == NULL)
        return;
    if (tct_yaml_kind(map) != TCT_YAML_MAP) {
        scene_fail(reader, map, "a map of weapons by name");
        return;
    }
    size_t count = tct_yaml_count(map);
    struct tct_scene_weapon *weapons = scene_take(reader, count, sizeof(*weapons));
    const char **names = scene_take(reader, count, sizeof(*names));
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        read_weapon(reader, tct_yaml_item(map, i), &weapons[i]);
        names[i] = tct_yaml_key(map, i);
    }
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++)
        read_impact(reader, tct_yaml_item(map, i), names, count, &weapons[i]);
    scene->weapons = weapons;
    scene->weapon_count = count;
    reader->file->weapon_names = names;
}
