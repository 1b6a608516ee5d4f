"""Addresses of districts, departments and people."""

from django.urls import path

from django_core.departments.apis import people, places, public

_DISTRICT = "districts/<slug:district>"
_PERSON = "people/<uuid:user_uuid>"
urlpatterns = [
    path("departments", public.DepartmentsApi.as_view(), name="departments"),
    path("departments/<slug:code>/staff", people.DepartmentStaffApi.as_view(), name="staff"),
    path("places", public.PlacesApi.as_view(), name="places"),
    path("districts", places.DistrictsApi.as_view(), name="districts"),
    path(_DISTRICT, places.DistrictApi.as_view(), name="district"),
    path(f"{_DISTRICT}/index", places.DistrictIndexApi.as_view(), name="district-index"),
    path(
        f"{_DISTRICT}/departments",
        places.DistrictDepartmentsApi.as_view(),
        name="district-departments",
    ),
    path(
        f"{_DISTRICT}/departments/<slug:code>",
        places.DistrictDepartmentApi.as_view(),
        name="district-department",
    ),
    path("people", people.PeopleApi.as_view(), name="people"),
    path(f"{_PERSON}/switch-off", people.PersonSwitchOffApi.as_view(), name="person-off"),
    path(f"{_PERSON}/switch-on", people.PersonSwitchOnApi.as_view(), name="person-on"),
    path(f"{_PERSON}/departments", people.PersonDepartmentsApi.as_view(), name="person-places"),
    path(f"{_PERSON}/erase", people.PersonEraseApi.as_view(), name="person-erase"),
    path(f"{_PERSON}/legal-hold", people.PersonHoldApi.as_view(), name="person-hold"),
    path(f"{_PERSON}/role", people.PersonRoleApi.as_view(), name="person-role"),
]
